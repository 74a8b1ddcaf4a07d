using System.Text.Json;
using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Tests.Logs;

public sealed class MetricsLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics");

    private string LogPath => Path.Combine(_folder.FullName, "run", "metrics.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ALineHoldsKimgThenTheScalarsInOrder()
    {
        using (MetricsLog log = MetricsLog.Start(LogPath))
            log.Append(new TrainingScalars(1280, [("loss/generator", 0.5), ("coverage", 0.25)]));
        File.ReadAllText(LogPath).ShouldBe("{\"kimg\":1.28,\"loss/generator\":0.5,\"coverage\":0.25}\n");
    }

    [Fact]
    public void WhatIsNoFiniteNumberBecomesNull()
    {
        using (MetricsLog log = MetricsLog.Start(LogPath))
            log.Append(new TrainingScalars(1, [("a", double.NaN), ("b", double.PositiveInfinity), ("c", double.NegativeInfinity)]));
        JsonElement line = JsonDocument.Parse(File.ReadAllText(LogPath)).RootElement;
        foreach (string name in (string[])["a", "b", "c"])
            line.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void LinesCanBeReadWhileTrainingGoesOn()
    {
        using MetricsLog log = MetricsLog.Start(LogPath);
        log.Append(new TrainingScalars(32, []));
        using var reader = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        reader.ReadToEnd().ShouldBe("{\"kimg\":0.032}\n");
    }

    [Fact]
    public void ResumingKeepsEachStepOnce()
    {
        long[] steps = [32, 64, 96, 128];
        using (MetricsLog log = MetricsLog.Start(LogPath))
            foreach (long step in steps)
                log.Append(new TrainingScalars(step, [("loss", step)]));

        using (MetricsLog log = MetricsLog.Resume(LogPath, 64))
            foreach (long step in steps[2..])
                log.Append(new TrainingScalars(step, [("loss", -step)]));

        File.ReadAllLines(LogPath).ShouldBe([
            """{"kimg":0.032,"loss":32}""",
            """{"kimg":0.064,"loss":64}""",
            """{"kimg":0.096,"loss":-96}""",
            """{"kimg":0.128,"loss":-128}""",
        ]);
    }

    [Theory]
    [InlineData("{\"kimg\":0.0")]
    [InlineData("{\"kimg\":0.064,\"loss\":1")]
    [InlineData("{")]
    [InlineData("\0\0\0\0")]
    public void AHalfWrittenLastLineIsDropped(string rest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        File.WriteAllText(LogPath, "{\"kimg\":0.032}\n" + rest);
        using (MetricsLog log = MetricsLog.Resume(LogPath, 1000))
            log.Append(new TrainingScalars(64, []));
        File.ReadAllText(LogPath).ShouldBe("{\"kimg\":0.032}\n{\"kimg\":0.064}\n");
    }

    [Fact]
    public void ALastLineWithoutItsNewlineIsKeptWhole()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        File.WriteAllText(LogPath, "{\"kimg\":0.032}");
        using (MetricsLog log = MetricsLog.Resume(LogPath, 1000))
            log.Append(new TrainingScalars(64, []));
        File.ReadAllText(LogPath).ShouldBe("{\"kimg\":0.032}\n{\"kimg\":0.064}\n");
    }

    [Fact]
    public void ResumingWithoutALogBeginsOne()
    {
        using (MetricsLog log = MetricsLog.Resume(LogPath, 5))
            log.Append(new TrainingScalars(6, []));
        File.ReadAllLines(LogPath).ShouldBe(["{\"kimg\":0.006}"]);
    }

    [Fact]
    public void TheStepOfAnyImageCountSurvivesKimg()
    {
        using (MetricsLog log = MetricsLog.Start(LogPath))
            foreach (long step in (long[])[1, 333, 16_000_001, 24_999_999])
                log.Append(new TrainingScalars(step, []));
        using (MetricsLog.Resume(LogPath, 24_999_999))
        {
        }

        File.ReadAllLines(LogPath).Length.ShouldBe(4);
        using (MetricsLog.Resume(LogPath, 24_999_998))
        {
        }

        File.ReadAllLines(LogPath).Length.ShouldBe(3);
    }
}
