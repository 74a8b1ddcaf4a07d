using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>How large the objects of a training are, by its settings.</summary>
internal static class TrainedObjects
{
    private const double ShareOfMinMask = 1.2; // η is given a little below the share of objects

    /// <summary>The limits of masks: half of the training's smallest mask, since views of photos may show less of an object, and its largest.</summary>
    /// <param name="training">The settings.</param>
    public static PhotoMaskLimits Limits(TrainingOptions training) => new(training.MinMask / 2, training.LargestShare);

    /// <summary>The share of a training photo that its object takes.</summary>
    /// <param name="training">The settings.</param>
    public static double Share(TrainingOptions training) => Math.Min(ShareOfMinMask * training.MinMask, training.LargestShare);

    /// <summary>How objects lie in a run's photos.</summary>
    /// <param name="run">The run.</param>
    public static ObjectFraming Framing(RunFolder run) => new(Share(run.Configuration.Options), run.Configuration.Fit);
}
