using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>A run folder with an untrained generator at 8×8, and photos packed for it.</summary>
internal sealed class TinyRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyRun(bool panoramaVertical = false, bool judgesMasks = false, bool independentLatents = false, int? sharedLatents = null)
    {
        var options = new TrainingOptions
        {
            Network = new NetworkOptions { Resolution = 8, Width = 0.05, LatentSize = 8, PanoramaVertical = panoramaVertical, JudgesMasks = judgesMasks },
            IndependentLatents = independentLatents,
            SharedLatents = sharedLatents,
            BatchSize = 4,
            Precision = ScalarType.Float32,
        };
        Run = RunFolder.Create(_folder.At("run"), new RunConfiguration { Options = options, Data = "set", Photos = 6, Device = "cpu", Threads = 1 });
        SaveCheckpoint(0);
        if (judgesMasks)
            PackedSetFile.WriteWithMasks(PhotosPath, count: 6, side: 9, resolution: 8);
        else
            PackedSetFile.Write(PhotosPath, count: 6, side: 9, resolution: 8);
        Photos = PackedSetMixture.Open(PhotosPath);
    }

    /// <summary>The photos with more pixels than the run has.</summary>
    public PackedSetMixture PackLarger(int resolution)
    {
        PackedSetFile.Write(_folder.At("larger.safetensors"), count: 6, side: resolution + 1, resolution);
        return PackedSetMixture.Open(_folder.At("larger.safetensors"));
    }

    public RunFolder Run { get; }

    public PackedSetMixture Photos { get; }

    public string PhotosPath => _folder.At("set.safetensors");

    public void SaveCheckpoint(long imagesSeen)
    {
        using var state = new TrainingState(Run.Configuration.Options, Device.Cpu);
        Checkpoint.Save(Run.CheckpointPath(imagesSeen), state, new TrainingStep(state), new ScalarMeans());
    }

    public void Dispose()
    {
        Photos.Dispose();
        _folder.Dispose();
    }
}
