using System.Text;
using System.Text.Json;
using PerturbSeg.Cli.Tests.Verbs;
using PerturbSeg.Files;

namespace PerturbSeg.Cli.Tests;

/// <summary>
/// Steps of writing fail: opening, writing, syncing, renaming. What was there before is as it was or as it is after the whole command, one sentence says
/// what happened, and the same command then goes through. Some steps of each command fail in one way; with the variable
/// <c>PERTURBSEG_EVERY_WRITE</c> every step fails in all three.
/// </summary>
public sealed class WriteFaultTests(TinyTraining tiny) : IClassFixture<TinyTraining>, IDisposable
{
    private const int Sampled = 8;
    private static readonly string[] Ways = ["full", "error", "denied"];
    private static readonly bool Everything = Environment.GetEnvironmentVariable("PERTURBSEG_EVERY_WRITE") is { Length: > 0 };
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    private string Photos => tiny.At("photos/images");

    private string Run => Path.Combine(_folder, "run");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Pack() => FailEveryWrite("pack", Photos, "--resolution", "16", "--out", At("old.safetensors"));

    [Fact]
    public Task Train() => FailEveryWrite(
        "train", "--data", tiny.Set, "--out", At("fresh"), "--kimg", "0.004", "--precision", "float32", "--threads", "1",
        "--set", "network.resolution=16", "network.width=0.05", "network.latent_size=8", "batch_size=4");

    [Fact]
    public Task Train_resumed() => FailEveryWrite("train", "--data", tiny.Set, "--out", Run, "--resume", "--kimg", "0.012", "--threads", "1");

    [Fact]
    public Task Fit() => FailEveryWrite("fit", "--run", Run, "--steps", "1", "--seed", "3", "--threads", "1");

    [Fact]
    public Task Segment() => FailEveryWrite("segment", Photos, "--run", Run, "--out", At("masks"), "--format", "mask,csv,coco", "--threads", "1");

    [Fact]
    public Task Evaluate() => FailEveryWrite("evaluate", "--run", Run, "--data", tiny.At("photos"), "--out", At("old.png"), "--csv", At("old.csv"), "--threads", "1");

    [Fact]
    public Task Report() => FailEveryWrite("report", "--run", Run, "--out", At("old.html"), "--threads", "1");

    [Fact]
    public Task Export() => FailEveryWrite("export", "--run", Run, "--onnx", At("old.onnx"));

    [Fact]
    public Task Generate() => FailEveryWrite("generate", "--run", Run, "--count", "1", "--out", At("scenes"), "--threads", "1");

    private string At(string name) => Path.Combine(_folder, name);

    private async Task FailEveryWrite(params string[] command)
    {
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "2", "--threads", "1");
        Prepare();
        int steps;
        using (var count = WriteFault.DiskFull(step: 0))
        {
            (await CommandLineRun.Of(command)).ExitCode.ShouldBe(0);
            steps = count.Steps;
        }

        steps.ShouldBeGreaterThan(3);
        Dictionary<string, byte[]> whole = Files();
        foreach ((int step, string way) in Chosen(steps))
        {
            Prepare();
            Dictionary<string, byte[]> before = Files();
            string told = $"write {step} of {steps}, {way}";
            CommandLineRun failed = await Fail(step, way, command);
            bool isPassedOver = failed.Error.Contains("Skipped '", StringComparison.Ordinal); // one photo of several that may not be written
            failed.ExitCode.ShouldBe(way == "denied" && !isPassedOver ? 2 : 1, $"{told}: {failed.Error}");
            string[] lines = [.. failed.Error.Split('\n').Where(line => line.Contains("cannot be written", StringComparison.Ordinal))];
            lines.Length.ShouldBe(1, told);
            lines[0].ShouldContain(Expected(way), customMessage: told);
            failed.Error.ShouldNotContain("   at ");

            Dictionary<string, byte[]> after = Files();
            after.Keys.ShouldAllBe(name => !name.Contains(".pseg-"), told);
            foreach ((string name, byte[] old) in before)
            {
                bool isIntact = after.TryGetValue(name, out byte[]? now) ? Same(now, old) || Same(now, whole.GetValueOrDefault(name)) || IsWhole(name, now) : !whole.ContainsKey(name) || name.EndsWith("segmenter.onnx", StringComparison.Ordinal);
                isIntact.ShouldBeTrue($"{told}: '{name}' is neither as before nor as after");
            }

            if (way == "full")
                (await CommandLineRun.Of(Again(command))).ExitCode.ShouldBe(0, told);
        }
    }

    private static IEnumerable<(int Step, string Way)> Chosen(int steps) => Everything
        ? Enumerable.Range(1, steps).SelectMany(step => Ways.Select(way => (step, way)))
        : Enumerable.Range(0, Sampled).Select(i => (1 + (i * (steps - 1) / (Sampled - 1)), Ways[i % Ways.Length])).Distinct();

    private static async Task<CommandLineRun> Fail(int step, string way, string[] command)
    {
        using WriteFault fault = way switch
        {
            "full" => WriteFault.DiskFull(step),
            "error" => WriteFault.InputOutput(step),
            _ => WriteFault.Denied(step),
        };
        return await CommandLineRun.Of(command);
    }

    private static string Expected(string way) => way switch
    {
        "full" => "because the disk is full: make room",
        "error" => "because the disk reports an error: check it",
        _ => "choose a place that you may write to",
    };

    // A training that has begun is gone on with.
    private string[] Again(string[] command)
        => command[0] == "train" && File.Exists(Path.Combine(At("fresh"), "config.json")) ? ["train", "--data", tiny.Set, "--out", At("fresh"), "--resume", "--kimg", "0.004", "--threads", "1"] : command;

    private void Prepare()
    {
        Directory.Delete(_folder, recursive: true);
        foreach (string file in Directory.GetFiles(tiny.Run, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Run, Path.GetRelativePath(tiny.Run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.CreateDirectory(At("masks"));
        foreach (string old in (string[])["old.safetensors", "old.onnx", "old.csv", "old.png", "old.html", "masks/0-mask.png", "masks/areas.csv"])
            File.WriteAllText(At(old), "as it was");
    }

    private Dictionary<string, byte[]> Files()
        => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(_folder, file), File.ReadAllBytes);

    private static bool Same(byte[] one, byte[]? other) => other is not null && one.AsSpan().SequenceEqual(other);

    // What names the day, tables of some photos, and logs, of which the last line may be cut.
    private static bool IsWhole(string name, byte[] content)
    {
        string text = Encoding.UTF8.GetString(content);
        return Path.GetExtension(name) switch
        {
            ".html" => text.EndsWith("</html>\n", StringComparison.Ordinal),
            ".csv" => text.StartsWith("photo,", StringComparison.Ordinal) && text.EndsWith('\n'),
            ".json" => JsonElement.Parse(text).ValueKind == JsonValueKind.Object,
            ".jsonl" => text.Split('\n').SkipLast(1).All(line => JsonElement.Parse(line).ValueKind == JsonValueKind.Object),
            _ => false,
        };
    }
}
