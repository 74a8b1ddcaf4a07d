using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Tests.Runs;

/// <summary>Readers of a run that trains, or is fitted, never meet half a file, and none that is gone.</summary>
public sealed class RunReadersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Networks_are_read_while_checkpoints_are_saved_and_pruned()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        using Trainer trainer = Trainer.Start(set, run, Device.Cpu, new TrainingCadence(CheckpointImages: TinyTraining.BatchSize)); // each step saves
        int read = 0;
        Task<TrainingResult> training = Task.Run(
            () => trainer.Run(new TrainingBudget(Images: 30 * TinyTraining.BatchSize), progress: null, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        do
        {
            (LayeredGenerator generator, _) = run.LoadGenerator(Device.Cpu);
            generator.Dispose();
            read++;
        }
        while (!training.IsCompleted);
        (await training).ImagesSeen.ShouldBe(30 * TinyTraining.BatchSize);
        read.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_checkpoint_that_goes_before_it_is_opened_makes_way_for_the_newest()
    {
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        _folder.Write("run/checkpoints/kimg-000000.004.safetensors", [1]);
        int tries = 0;
        string found = run.FromLatest(path =>
        {
            if (tries++ > 0)
                return path;
            File.Delete(path);
            _folder.Write("run/checkpoints/kimg-000000.008.safetensors", [1]);
            throw new FileNotFoundException();
        });
        (tries, found).ShouldBe((2, run.CheckpointPath(8)));
        File.Delete(found);
        _folder.Write("run/checkpoints/kimg-000000.008.safetensors", [1]);
        Should.Throw<FileNotFoundException>(() => run.FromLatest<string>(_ => throw new FileNotFoundException("another file")));
    }

    [Fact]
    public async Task A_segmenter_is_opened_while_fits_replace_it()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        using (Trainer trainer = Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence))
            trainer.Run(new TrainingBudget(Images: TinyTraining.BatchSize), progress: null, TestContext.Current.CancellationToken);
        Fit(1);
        Task fitting = Task.Run(
            () =>
            {
                for (ulong seed = 2; seed < 8; seed++)
                    Fit(seed);
            },
            TestContext.Current.CancellationToken);
        int read = 0;
        do
        {
            using var model = RunModel.Open(run, FitMethods.Segmenter);
            read++;
        }
        while (!fitting.IsCompleted);
        await fitting;
        read.ShouldBeGreaterThan(2);
        using (var last = RunModel.Open(run, FitMethods.Segmenter))
            FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter).Seed.ShouldBe(7ul);

        void Fit(ulong seed) => RunFit.Segmenter(
            run, photos: null, new SegmenterFitOptions { Steps = 1, Seed = seed, CutOuts = null }, Device.Cpu, progress: null, TestContext.Current.CancellationToken);
    }
}
