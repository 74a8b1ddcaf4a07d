using PerturbSeg.Torch.TorchSave;

namespace PerturbSeg.Torch.Tests.TorchSave;

public sealed class TorchSaveFuzzTests
{
    private const int Rounds = 1500;
    private const string Opcodes = "(.JKNQRXG])}abcehqstu\x80\x81\x85\x86\x87\x88\x89\x8a";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mutated_file_is_read_or_refused_but_never_worse(bool old)
    {
        byte[] sound = SampleFile.Checkpoint(old);
        var random = new Random(20240612);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using var temporary = new TemporaryFile(Mutate(sound, random));
            try
            {
                using var scope = new TensorScope();
                using TorchSaveFile file = TorchSaveFile.Open(temporary.FilePath);
                Walk(file, file.Root);
            }
            catch (TorchSaveFormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(Rounds / 3);
        refused.ShouldBeLessThan(Rounds);
    }

    private static void Walk(TorchSaveFile file, SavedValue value)
    {
        switch (value.Kind)
        {
            case SavedKind.List:
                foreach (SavedValue item in value.Items)
                    Walk(file, item);
                break;
            case SavedKind.Dictionary:
                foreach ((_, SavedValue item) in value.Entries)
                    Walk(file, item);
                break;
            case SavedKind.Tensor:
                file.ReadTensor(value.AsTensor()).Dispose();
                break;
            default:
                value.ToString().ShouldNotBeEmpty();
                break;
        }
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] mutated = [.. sound];
        for (int change = random.Next(1, 4); change > 0 && mutated.Length > 8; change--)
        {
            int place = random.Next(mutated.Length - 8);
            switch (random.Next(6))
            {
                case 0 or 1:
                    mutated[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    long[] lengths = [0, -1, long.MaxValue, int.MaxValue, uint.MaxValue, mutated.Length, mutated.Length - place, random.Next(256)];
                    byte[] length = BitConverter.GetBytes(lengths[random.Next(lengths.Length)]);
                    length.AsSpan(0, 1 << random.Next(4)).CopyTo(mutated.AsSpan(place));
                    break;
                case 3:
                    int from = random.Next(mutated.Length);
                    int to = from + random.Next(Math.Min(40, mutated.Length - from));
                    mutated = [.. mutated[..place], .. mutated[from..to], .. mutated[(place + random.Next(8))..]];
                    break;
                case 4:
                    mutated[place] = (byte)Opcodes[random.Next(Opcodes.Length)];
                    break;
                case 5 when random.Next(4) == 0:
                    mutated = mutated[..place];
                    break;
            }
        }

        return mutated;
    }
}
