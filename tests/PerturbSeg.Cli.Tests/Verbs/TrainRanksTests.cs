using System.Diagnostics;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>Training with processes that Open MPI's mpirun starts.</summary>
public sealed class TrainRanksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    public TrainRanksTests()
    {
        Assert.SkipUnless(LocalRanks.CanStart, "There is no mpirun on the PATH: install Open MPI, on Debian and Ubuntu openmpi-bin.");
        PackedSetFile.Write(At("set"), count: 40, side: 9, resolution: 8);
    }

    private string[] Data => ["--data", At("set"), "--out", At("run"), "--min-mask", "0.2", .. TrainingProcess.TinySettings, "batch_size=32", "r1_interval=4"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_ranks_come_where_one_process_comes_and_another_number_goes_on_from_there()
    {
        // 12 steps of two ranks, then 8 steps of one, against 20 of one.
        (await Train("--kimg", "0.384", "--replicas", "2")).Output.ShouldStartWith("Done at 0.4 kimg");
        CommandLineRun resumed = await CommandLineRun.Of("train", "--data", At("set"), "--out", At("run"), "--resume", "--kimg", "0.64", "--threads", "1");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        Dictionary<string, float[]> two = Weights(At("run"));
        Directory.Delete(At("run"), recursive: true);
        (await CommandLineRun.Of(["train", .. Data, "--kimg", "0.64"])).ExitCode.ShouldBe(0);
        Dictionary<string, float[]> one = Weights(At("run"));
        two.Keys.ShouldBe(one.Keys);
        foreach ((string name, float[] values) in one)
        {
            double size = Math.Sqrt(values.Sum(value => Math.Pow(value, 2)));
            Math.Sqrt(values.Zip(two[name], (a, b) => Math.Pow(a - b, 2)).Sum()).ShouldBeLessThanOrEqualTo((1e-5 * size) + 1e-7, name);
        }
    }

    [Fact]
    public async Task A_signal_saves_once_and_a_rank_that_is_killed_ends_the_training()
    {
        using Process training = TrainingProcess.Start(string.Empty, [.. Data, "--minutes", "5", "--replicas", "2"]);
        await TrainingProcess.Until(training, () => LogLength > 0);
        await TrainingProcess.Signal(training, "TERM");
        CommandLineRun stopped = await TrainingProcess.End(training);
        stopped.ExitCode.ShouldBe(0, stopped.Error);
        stopped.Output.ShouldStartWith("Stopped at ");
        string checkpoint = RunFolder.Open(At("run")).LatestCheckpoint();
        stopped.Output.ShouldContain(checkpoint);

        long logged = LogLength;
        using Process killed = TrainingProcess.Start(
            string.Empty, "--data", At("set"), "--out", At("run"), "--resume", "--minutes", "5", "--threads", "2", "--replicas", "2");
        await TrainingProcess.Until(killed, () => LogLength > logged);
        using (Process second = RankOne())
            second.Kill();
        CommandLineRun ended = await TrainingProcess.End(killed);
        ended.ExitCode.ShouldBe(1);
        ended.Error.ShouldContain("A rank was ended from outside");
        RunFolder.Open(At("run")).LatestCheckpoint().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Ranks_that_cannot_share_a_batch_are_refused_by_one_sentence()
    {
        CommandLineRun run = await Train("--kimg", "0.1", "--replicas", "3");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe("3 ranks cannot share a batch of 32 photos: start as many as divide it, or begin another run with --set batch_size=96.\n");
    }

    private async Task<CommandLineRun> Train(params string[] arguments)
    {
        using Process process = TrainingProcess.Start(string.Empty, [.. Data, .. arguments]);
        return await TrainingProcess.End(process);
    }

    private long LogLength => new FileInfo(Path.Combine(At("run"), "metrics.jsonl")) is { Exists: true } metrics ? metrics.Length : 0;

    // The process that trains this test's run as rank 1.
    private Process RankOne() => Process.GetProcesses().Single(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(At("run"), StringComparison.Ordinal)
                && File.ReadAllText($"/proc/{process.Id}/environ").Contains("OMPI_COMM_WORLD_RANK=1\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    });

    private static Dictionary<string, float[]> Weights(string run)
    {
        using var scope = new TensorScope();
        using SafetensorsFile file = SafetensorsFile.Open(RunFolder.Open(run).LatestCheckpoint());
        return file.Tensors.Where(tensor => tensor.Type == ScalarType.Float32 && !tensor.Name.Contains("optimizer", StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Name, tensor => NamedTensors.Read(file, tensor.Name).ToArray<float>());
    }

    private string At(string name) => Path.Combine(_folder, name);
}
