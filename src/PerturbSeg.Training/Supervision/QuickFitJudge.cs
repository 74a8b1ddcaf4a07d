using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Supervision;

/// <summary>Judges a generator by a segmenter that it teaches for a short while: <see cref="PhotoConsistency"/> of its masks of photos.</summary>
/// <param name="photos">The photos that the generator was trained on.</param>
/// <param name="device">Where to compute.</param>
public sealed class QuickFitJudge(PackedSetMixture photos, Device device) : ISplitJudge
{
    /// <summary>Steps of the fit.</summary>
    public const int Steps = 200;

    /// <inheritdoc/>
    public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
        => RunFit.Judge(run, photos, new SegmenterFitOptions { Steps = Steps, CutOuts = null, Finer = null }, device, cancellation);
}
