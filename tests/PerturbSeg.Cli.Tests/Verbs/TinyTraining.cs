using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>Photos of discs with their masks, packed and trained on for two steps: a run folder for the verbs that need one.</summary>
public sealed class TinyTraining : IAsyncLifetime
{
    private const int Side = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    public string Run => At("run");

    public string Set => At("set.safetensors");

    public string At(string name) => Path.Combine(_folder, name);

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(At("photos/images"));
        Directory.CreateDirectory(At("photos/masks"));
        for (int i = 0; i < 6; i++)
            WritePair(i);
        await Succeed("pack", At("photos/images"), "--resolution", "16", "--out", Set);
        await Succeed(
            "train", "--data", Set, "--out", Run, "--kimg", "0.008", "--precision", "float32", "--threads", "1",
            "--set", "network.resolution=16", "network.width=0.05", "network.latent_size=8", "batch_size=4");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal static async Task<CommandLineRun> Succeed(params string[] arguments)
    {
        CommandLineRun run = await CommandLineRun.Of(arguments);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }

    private void WritePair(int number)
    {
        byte[] photo = new byte[Side * Side * 3], mask = new byte[Side * Side];
        for (int i = 0; i < mask.Length; i++)
        {
            int x = (i % Side) - 8 - number, y = (i / Side) - 12;
            bool inside = (x * x) + (y * y) < 30;
            mask[i] = inside ? (byte)255 : (byte)0;
            photo.AsSpan(3 * i, 3).Fill(inside ? (byte)220 : (byte)(40 + (i % 7)));
        }

        File.WriteAllBytes(At($"photos/images/{number}.png"), PhotoEncoder.Encode(new Photo(Side, Side, photo), PhotoFormat.Png));
        File.WriteAllBytes(At($"photos/masks/{number}.png"), PhotoEncoder.Encode(new GreyImage(Side, Side, mask), PhotoFormat.Png));
    }
}
