using PerturbSeg.Demo;
using PerturbSeg.Tests.Data;
using PerturbSeg.Training;

namespace PerturbSeg.Tests.Demo;

public sealed class DemoRunTests
{
    [Fact]
    public void Perturbations_make_the_difference_between_objects_found_and_one_blob_for_all()
    {
        using var folder = new TemporaryFolder();
        DemoResult perturbed = Run(DemoOptions.Short(folder.At("perturbed")));
        DemoOptions options = DemoOptions.Short(folder.At("still"));
        DemoResult still = Run(options with { Training = options.Training.WithoutPerturbations() });

        string figures = $"perturbed {perturbed.Evaluation.IouDataset:0.000}, still {still.Evaluation.IouDataset:0.000}";
        perturbed.Evaluation.IouDataset.ShouldBeGreaterThan(still.Evaluation.IouDataset + 0.07, figures);
        perturbed.Evaluation.IouDataset.ShouldBeGreaterThan(perturbed.Evaluation.Baselines["centred_ellipse"].IouDataset, figures);
        File.Exists(perturbed.SheetPath).ShouldBeTrue();
        File.ReadAllText(perturbed.ReportPath).ShouldContain("data:image/png;base64,");
    }

    [Fact]
    public void Drawing_scenes_can_be_stopped_and_leaves_no_half_set()
    {
        using var folder = new TemporaryFolder();
        var demo = new DemoRun(DemoOptions.Short(folder.At("demo")));
        Should.Throw<OperationCanceledException>(() => demo.DrawScenes(new CancellationToken(canceled: true)));
        Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static DemoResult Run(DemoOptions options)
    {
        var demo = new DemoRun(options);
        demo.DrawScenes(CancellationToken.None);
        TrainingResult training = demo.Train(null, CancellationToken.None);
        demo.Fit(null, CancellationToken.None);
        return demo.Judge(training, CancellationToken.None);
    }
}
