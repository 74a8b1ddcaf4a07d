using PerturbSeg.Torch.TorchSave;

namespace PerturbSeg.Torch.Tests.TorchSave;

public sealed class TorchSaveMemoryTests
{
    private const int Tensors = 4;
    private const long Count = 12_500_000; // 50 MB each

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Opening_a_large_file_takes_little_memory_and_a_read_that_of_one_tensor(bool old)
    {
        using var scope = new TensorScope();
        using var temporary = new TemporaryFile([]);
        WriteZeros(temporary.FilePath, old);
        TorchRuntime.Load(); // which reads a file of its own

        long before = GC.GetAllocatedBytesForCurrentThread();
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000);

        before = GC.GetAllocatedBytesForCurrentThread();
        Tensor read = file.ReadTensor(file.Root[Tensors - 1].AsTensor());
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50_000); // the copy is libtorch's own
        read.Count.ShouldBe(Count);

        // Every hundredth element: gathered into an array of their size first.
        before = GC.GetAllocatedBytesForCurrentThread();
        file.ReadTensor(file.Root[Tensors].AsTensor()).Count.ShouldBe(Count / 100);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Count / 100 * sizeof(float) + 50_000);
    }

    private static void WriteZeros(string path, bool old)
    {
        SampleStorage[] storages = [.. Enumerable.Range(0, Tensors).Select(i => new SampleStorage($"{i}", "FloatStorage", Count, []))];
        var pickle = new PickleBytes(old: old).Op("(");
        foreach (SampleStorage storage in storages)
            pickle.Tensor(storage, 0, [Count], [1]);
        byte[] values = pickle.Tensor(storages[0], 0, [Count / 100], [100]).Op("t").End();

        using var stream = new FileStream(path, FileMode.Create);
        if (!old)
        {
            SampleZip.Write(
                stream,
                wide: true,
                [("a/data.pkl", values, values.Length), .. storages.Select(storage => ($"a/data/{storage.Key}", storage.Bytes, Count * sizeof(float)))]);
            return;
        }

        stream.Write(SampleFile.OldHead(values, storages));
        foreach (SampleStorage _ in storages)
        {
            stream.Write(BitConverter.GetBytes(Count));
            stream.Seek(Count * sizeof(float), SeekOrigin.Current);
        }

        stream.SetLength(stream.Position);
    }
}
