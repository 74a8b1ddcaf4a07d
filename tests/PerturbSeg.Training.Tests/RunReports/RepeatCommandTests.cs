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
    public void Several_kinds_have_an_eta_each()
        => RepeatCommand.For(RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(Presets.Small with { Seed = 4, MinMask = 0.13, MinMasks = [0.13, 0.33] }) with { Data = "fish.safetensors, cars.safetensors" }))
            .ShouldBe("perturbseg train --data fish.safetensors --data cars.safetensors --out run --preset small --min-mask 0.13 --min-mask 0.33 --seed 4 --attempts 1 --precision bfloat16 --device cpu --threads 1");

    [Fact]
    public void One_that_was_imported_is_imported_with_its_preset()
        => RepeatCommand.For(RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(PublishedPresets.LsunBird) with { ImportedFrom = "bird.model" }))
            .ShouldBe("perturbseg import bird.model --preset lsun-bird --out run");

    [Fact]
    public void One_that_was_imported_and_trained_on_has_none()
    {
        RunFolder run = RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(PublishedPresets.LsunBird) with { ImportedFrom = "bird.model" });
        _folder.Write("run/checkpoints/kimg-000050.000.safetensors", [1]);
        RepeatCommand.For(run).ShouldBe("# No one command makes this run: it was imported from bird.model and trained on to 50 kimg.");
    }

    [Fact]
    public void One_that_went_back_has_none()
        => RepeatCommand.For(RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(Presets.Small) with { WentBackToKimg = 56.016 }))
            .ShouldBe("# No one command makes this run: it went back to 56.016 kimg of an attempt that was given up (attempts/decisions.jsonl).");

    [Fact]
    public void A_run_that_was_made_small_has_none()
    {
        RunFolder small = RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(Presets.Small));
        File.WriteAllBytes(small.GeneratorPath, [1]);
        RepeatCommand.For(small).ShouldBe("# No one command makes this: a run was made small (export --model).");
    }

    public void Dispose() => _folder.Dispose();
}
