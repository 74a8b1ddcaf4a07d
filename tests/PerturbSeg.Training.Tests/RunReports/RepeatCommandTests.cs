using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.RunReports;

public sealed class RepeatCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_attempt_that_began_anew_comes_again_alone()
        => RepeatCommand.For(RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(Presets.Small with { Seed = 4 })))
            .ShouldBe("perturbseg train --data set.safetensors --out run --preset small --min-mask 0.13 --seed 4 --attempts 1 --precision bfloat16 --device cpu --threads 1");

    [Fact]
    public void One_that_went_back_comes_again_by_what_it_went_back_from()
    {
        Create("run/attempts/1", Presets.Small with { Seed = 4 }, wentBackTo: null);
        Create("run/attempts/2", Presets.Small with { Seed = 4, PieceWeight = 5 }, "attempts/1/checkpoints/kimg-000020.000.safetensors");
        RunFolder run = Create("run", Presets.Small with { Seed = 4, PieceWeight = 9 }, "attempts/2/checkpoints/kimg-000040.000.safetensors");

        string command = RepeatCommand.For(run);
        command.ShouldContain("--seed 4 --attempts 3");
        command.ShouldNotContain("piece_weight");
    }

    public void Dispose() => _folder.Dispose();

    private RunFolder Create(string name, TrainingOptions options, string? wentBackTo)
        => RunFolder.Create(_folder.At(name), TinyTraining.Configuration(options) with { WentBackTo = wentBackTo });
}
