using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Demo;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Demo;

public sealed class DemoRunTests
{
    [Fact]
    public void Objects_are_found_without_any_mask()
    {
        using var folder = new TemporaryFolder();
        // One of five, since one seed in five comes out badly, and which one hangs on the bits of a processor. Most come .22 to .27 above the ellipse; without
        // perturbations they come .07 to .14, and none would be found here.
        var above = new List<double>();
        for (ulong seed = 1; seed <= 5 && !above.Exists(found => found > 0.18); seed++)
        {
            DemoResult demo = Run(Short(folder.At($"demo{seed}"), seed));
            above.Add(demo.Evaluation.IouDataset - demo.Evaluation.Baselines["centred_ellipse"].IouDataset);
            File.Exists(demo.SheetPath).ShouldBeTrue();
            File.ReadAllText(demo.ReportPath).ShouldContain("data:image/png;base64,");
        }

        above.Max().ShouldBeGreaterThan(0.18, string.Join(", ", above));
    }

    [Fact]
    public void Drawing_scenes_can_be_stopped_and_leaves_no_half_set()
    {
        using var folder = new TemporaryFolder();
        var demo = new DemoRun(Short(folder.At("demo"), seed: 1));
        Should.Throw<OperationCanceledException>(() => demo.DrawScenes(new CancellationToken(canceled: true)));
        Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    // A training of a minute or two at 16×16, in the precision that the command would take: where a processor has no arithmetic of bfloat16, it takes twice as long by that.
    private static DemoOptions Short(string folder, ulong seed) => new()
    {
        Folder = folder,
        Training = Small with { Seed = seed, Precision = PrecisionProbe.Choose(Small, Device.Cpu) },
        Budget = new TrainingBudget(Images: 12_000),
        TrainingScenes = 2_000,
        UnseenScenes = 100,
        FitSteps = 150,
    };

    private static TrainingOptions Small { get; } = Presets.Small with { MinMask = 0.15, Network = new NetworkOptions { Resolution = 16, Width = 0.25, LatentSize = 32 } };

    private static DemoResult Run(DemoOptions options)
    {
        var demo = new DemoRun(options);
        demo.DrawScenes(CancellationToken.None);
        TrainingResult training = demo.Train(null, CancellationToken.None);
        demo.Fit(null, CancellationToken.None);
        return demo.Judge(training, CancellationToken.None);
    }
}
