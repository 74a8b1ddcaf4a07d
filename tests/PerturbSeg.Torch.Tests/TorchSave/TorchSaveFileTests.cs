using System.IO.Compression;
using PerturbSeg.Torch.TorchSave;

namespace PerturbSeg.Torch.Tests.TorchSave;

public sealed class TorchSaveFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_checkpoint_is_read_value_for_value(bool old)
    {
        using var scope = new TensorScope();
        using var temporary = new TemporaryFile(SampleFile.Checkpoint(old));
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);

        file.Root.Keys.ShouldBe(["generator", "optimizer", "alpha", "step", "none", "flag"]);
        file.Root["alpha"].AsNumber().ShouldBe(0.75);
        file.Root["step"].AsWholeNumber().ShouldBe(4);
        file.Root["step"].AsNumber().ShouldBe(4);
        file.Root["none"].Kind.ShouldBe(SavedKind.None);
        file.Root["flag"].AsBoolean().ShouldBeTrue();
        file.Root["optimizer"]["state"][7]["step"].AsWholeNumber().ShouldBe(9);
        file.Root["optimizer"]["betas"][1].AsNumber().ShouldBe(0.99);
        file.Root["optimizer"]["names"].Items.Select(name => name.AsText()).ShouldBe(["a", "b"]);

        var tensors = file.Root["generator"].AsNamedTensors();
        tensors.Select(tensor => tensor.Name).ShouldBe(["weight", "turned", "flags"]);
        Tensor weight = file.ReadTensor(tensors[0].Tensor);
        weight.Shape.ToArray().ShouldBe([4, 3]);
        weight.ToArray<float>().ShouldBe(Enumerable.Range(0, 12).Select(i => (float)i));
        file.ReadTensor(tensors[1].Tensor).ToArray<float>().ShouldBe([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
        file.ReadTensor(tensors[2].Tensor).ToArray<bool>().ShouldBe([true, false]);
    }

    [Fact]
    public void A_zip_with_all_its_lengths_in_zip64_fields_is_read()
    {
        byte[] pickle = new PickleBytes().Tensor(SampleFile.Numbers, 0, [12], [1]).End();
        First(SampleFile.Zip(pickle, wide: true, SampleFile.Numbers)).ShouldBe(Enumerable.Range(0, 12).Select(i => (float)i));
    }

    [Fact]
    public void A_zip_of_another_writer_is_read()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", new PickleBytes().Tensor(SampleFile.Numbers, 11, [1], [1]).End());
            Add(zip, "archive/data/0", SampleFile.Numbers.Bytes);
        }

        First(stream.ToArray()).ShouldBe([11f]);
    }

    [Fact]
    public void Every_element_type_is_read()
    {
        Reads<double>("DoubleStorage", ScalarType.Float64, -1.5, 1e300);
        Reads<float>("FloatStorage", ScalarType.Float32, -1.5f, 1e30f);
        Reads<Half>("HalfStorage", ScalarType.Float16, (Half)(-1.5), Half.MaxValue);
        Reads<long>("LongStorage", ScalarType.Int64, -1, long.MinValue);
        Reads<int>("IntStorage", ScalarType.Int32, -1, int.MinValue);
        Reads<short>("ShortStorage", ScalarType.Int16, -1, short.MinValue);
        Reads<sbyte>("CharStorage", ScalarType.Int8, -1, -128);
        Reads<byte>("ByteStorage", ScalarType.UInt8, 1, 255);
        Reads<bool>("BoolStorage", ScalarType.Bool, true, false);

        using var scope = new TensorScope();
        var halves = new SampleStorage("0", "BFloat16Storage", 2, [0x80, 0x3F, 0x20, 0xC0]);
        using var temporary = new TemporaryFile(SampleFile.Make(false, pickle => pickle.Tensor(halves, 0, [2], [1]), halves));
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        file.ReadTensor(file.Root.AsTensor()).To(ScalarType.Float32).ToArray<float>().ShouldBe([1, -2.5f]);
    }

    [Theory]
    [InlineData(0, "3,4", "1,3", "0,3,6,9,1,4,7,10,2,5,8,11")]
    [InlineData(1, "4,2", "3,1", "1,2,4,5,7,8,10,11")]
    [InlineData(3, "2", "4", "3,7")]
    [InlineData(2, "1,3", "9,1", "2,3,4")]
    [InlineData(5, "", "", "5")]
    [InlineData(4, "2,3", "0,1", "4,5,6,4,5,6")]
    [InlineData(0, "2,3,2", "1,4,2", "0,2,4,6,8,10,1,3,5,7,9,11")]
    [InlineData(0, "0,3", "3,1", "")]
    [InlineData(99, "3,0", "1,1", "")]
    [InlineData(11, "1", "700", "11")]
    public void A_view_picks_the_right_elements(long offset, string shape, string strides, string expected)
    {
        byte[] made = SampleFile.Make(true, pickle => pickle.Tensor(SampleFile.Numbers, offset, Numbers(shape), Numbers(strides)), SampleFile.Numbers);
        First(made).ShouldBe(Numbers(expected).Select(value => (float)value));
    }

    [Theory]
    [InlineData(0, "13", "1", "reaches outside")]
    [InlineData(12, "1", "1", "reaches outside")]
    [InlineData(1, "4,3", "3,1", "reaches outside")]
    [InlineData(0, "2,2", "11,1", "reaches outside")]
    [InlineData(-1, "1", "1", "makes no sense")]
    [InlineData(11, "2", "-1", "makes no sense")]
    [InlineData(0, "-1", "1", "makes no sense")]
    [InlineData(0, "4,3", "1", "makes no sense")]
    [InlineData(long.MaxValue, "1", "1", "too large")]
    [InlineData(long.MaxValue, "2", "9223372036854775807", "too large")]
    [InlineData(0, "9223372036854775807,9223372036854775807,4", "0,0,0", "too large")]
    [InlineData(0, "0,9223372036854775807,9223372036854775807", "1,1,1", "too large")]
    [InlineData(0, "1000000000", "0", "too often")]
    [InlineData(0, "1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1", "9 dimensions, more than 8")]
    public void A_view_outside_of_its_storage_is_refused(long offset, string shape, string strides, string reason)
        => Refusal(SampleFile.Make(false, pickle => pickle.Tensor(SampleFile.Numbers, offset, Numbers(shape), Numbers(strides)), SampleFile.Numbers))
            .ShouldContain(reason);

    [Fact]
    public void A_parameter_is_its_tensor()
    {
        byte[] made = SampleFile.Make(
            false,
            pickle => pickle.Global("torch._utils", "_rebuild_parameter").Op("(").Tensor(SampleFile.Numbers, 2, [1], [1])
                .Op("\x88").Global("collections", "OrderedDict").Op(")RtR"),
            SampleFile.Numbers);
        First(made).ShouldBe([2f]);
    }

    [Fact]
    public void A_missing_or_mistaken_entry_is_told_in_words()
    {
        using var temporary = new TemporaryFile(SampleFile.Checkpoint(old: false));
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        SavedValue root = file.Root;
        Told(() => root["encoder"]).ShouldBe("the file has no 'encoder'; it has 'generator', 'optimizer', 'alpha', 'step', 'none', 'flag'");
        Told(() => root["optimizer"]["state"][1]).ShouldBe("'optimizer' / 'state' has no 1; it has 7");
        Told(() => root["optimizer"]["names"][2]).ShouldBe("'optimizer' / 'names' has no item 2; it has 2");
        Told(() => root["optimizer"]["names"]["a"]).ShouldBe("'optimizer' / 'names' is a list, not a dictionary");
        Told(() => root["alpha"].AsTensor()).ShouldBe("'alpha' is a real number, not a tensor");
        Told(() => root["alpha"].AsWholeNumber()).ShouldBe("'alpha' is a real number, not a whole number");
        Told(() => root["generator"]["weight"].AsText()).ShouldBe("'generator' / 'weight' is a tensor, not a text");
        Told(() => root["optimizer"].AsNamedTensors()).ShouldBe("'optimizer' / 'state' is a dictionary, not a tensor");
        Told(() => root["optimizer"]["state"].AsNamedTensors()).ShouldBe("'optimizer' / 'state' has the key 7 where names are expected");
        root.TryGet("encoder", out _).ShouldBeFalse();
        root.TryGet("step", out SavedValue step).ShouldBeTrue();
        step.ToString().ShouldBe("'step' is a whole number");
        root.Contains("step").ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_anywhere_is_refused(bool old)
    {
        byte[] sound = SampleFile.Checkpoint(old);
        for (int length = 0; length < sound.Length; length++)
        {
            using var temporary = new TemporaryFile(sound[..length]);
            Should.Throw<TorchSaveFormatException>(() => TorchSaveFile.Open(temporary.FilePath), $"cut to {length} bytes");
        }
    }

    [Fact]
    public void Storages_that_do_not_fit_their_tensors_are_refused()
    {
        byte[] pickle = new PickleBytes(old: true).Tensor(SampleFile.Numbers, 0, [12], [1]).End();
        SampleStorage longer = SampleStorage.Of("0", "FloatStorage", new float[13]);
        SampleStorage other = SampleFile.Numbers with { Key = "1" };
        Refusal(SampleFile.Zip(pickle, wide: false, longer)).ShouldContain("52 bytes where 48 are expected");
        Refusal(SampleFile.Zip(pickle, wide: false, other)).ShouldContain("no entry 'name/data/0'");
        Refusal(SampleFile.Old(pickle, longer)).ShouldContain("13 elements where 12 are expected");
        Refusal(SampleFile.Old(pickle, other)).ShouldContain("one that no tensor uses");
        Refusal(SampleFile.Old(pickle, SampleFile.Numbers, SampleFile.Numbers)).ShouldContain("names one twice");
        Refusal(SampleFile.Old(pickle)).ShouldContain("missing from its list");
        Refusal(SampleFile.Make(false, two => two.Op("(").Tensor(SampleFile.Numbers, 0, [1], [1]).Tensor(longer, 0, [1], [1]).Op("t")))
            .ShouldContain("told twice, differently");
    }

    [Fact]
    public void A_storage_that_is_a_view_of_another_is_refused()
    {
        byte[] view = new PickleBytes().Op("(").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Number(12)
            .Text("1").Number(0).Number(4).Op("\x87tQ").End();
        Refusal(SampleFile.Old(view, SampleFile.Numbers)).ShouldContain("a view of another storage");
    }

    [Fact]
    public void Other_byte_orders_and_other_files_are_refused()
    {
        byte[] pickle = new PickleBytes().Op("N").End();
        Refusal(SampleFile.OldHead(pickle, [], littleEndian: false)).ShouldContain("not little-endian");
        Refusal(SampleZip.Bytes(false, ("a/data.pkl", pickle), ("a/byteorder", "big"u8.ToArray()))).ShouldContain("not little-endian");
        Refusal(SampleZip.Bytes(false, ("a/b/data.pkl", pickle))).ShouldContain("0 entries");
        Refusal(SampleZip.Bytes(false, ("a/data.pkl", pickle), ("b/data.pkl", pickle))).ShouldContain("2 entries");
        Refusal(SampleZip.Bytes(false, ("a/data.pkl", pickle), ("a/data.pkl", pickle))).ShouldContain("appears twice");
        Refusal(pickle).ShouldContain("not one that torch.save wrote");
        Refusal("hello"u8.ToArray()).ShouldContain("neither a zip nor a pickle");
        Refusal([]).ShouldContain("neither a zip nor a pickle");
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            Add(zip, "a/data.pkl", new byte[1000], CompressionLevel.Optimal);
        Refusal(stream.ToArray()).ShouldContain("compressed");
        Should.Throw<FileNotFoundException>(() => TorchSaveFile.Open(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}")));
    }

    [Fact]
    public void A_truth_value_that_is_neither_0_nor_1_is_refused()
    {
        var storage = new SampleStorage("0", "BoolStorage", 2, [1, 2]);
        using var temporary = new TemporaryFile(SampleFile.Make(false, pickle => pickle.Tensor(storage, 0, [2], [1]), storage));
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        Told(() => file.ReadTensor(file.Root.AsTensor())).ShouldContain("neither 0 nor 1: Bool[2]");
    }

    [Fact]
    public void A_tensor_of_another_file_or_of_a_closed_one_is_refused()
    {
        using var temporary = new TemporaryFile(SampleFile.Checkpoint(old: true));
        using TorchSaveFile first = TorchSaveFile.Open(temporary.FilePath);
        TorchSaveFile second = TorchSaveFile.Open(temporary.FilePath);
        SavedTensor tensor = second.Root["generator"]["weight"].AsTensor();
        Should.Throw<ArgumentException>(() => first.ReadTensor(tensor));
        second.Dispose();
        Should.Throw<ObjectDisposedException>(() => second.ReadTensor(tensor));
    }

    [Fact]
    public void Numbers_beyond_64_bits_are_told_apart()
    {
        using var temporary = new TemporaryFile(SampleFile.Make(false, pickle => pickle.Op("\x8a\x09\0\0\0\0\0\0\0\x80\0")));
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        file.Root.AsNumber().ShouldBe(Math.Pow(2, 63));
        Told(() => file.Root.AsWholeNumber()).ShouldBe("the file is a whole number beyond 64 bits");
    }

    private static void Reads<T>(string storageType, ScalarType type, params T[] values)
        where T : unmanaged
    {
        using var scope = new TensorScope();
        SampleStorage storage = SampleStorage.Of("0", storageType, values);
        using var temporary = new TemporaryFile(SampleFile.Make(false, pickle => pickle.Tensor(storage, 0, [values.Length], [1]), storage));
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        Tensor tensor = file.ReadTensor(file.Root.AsTensor());
        tensor.Type.ShouldBe(type);
        tensor.ToArray<T>().ShouldBe(values);
    }

    private static float[] First(byte[] content)
    {
        using var scope = new TensorScope();
        using var temporary = new TemporaryFile(content);
        using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
        Tensor tensor = file.ReadTensor(file.Root.AsTensor());
        tensor.Shape.ToArray().ShouldBe(file.Root.AsTensor().Shape.ToArray());
        return tensor.ToArray<float>();
    }

    private static string Refusal(byte[] content)
    {
        using var temporary = new TemporaryFile(content);
        return Told(() => TorchSaveFile.Open(temporary.FilePath));
    }

    private static string Told(Func<object> use) => Should.Throw<TorchSaveFormatException>(use).Reason;

    private static long[] Numbers(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    private static void Add(ZipArchive zip, string name, byte[] content, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using Stream entry = zip.CreateEntry(name, level).Open();
        entry.Write(content);
    }
}
