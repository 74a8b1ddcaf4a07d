using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>A random change of labelled images that keeps the labels right.</summary>
public interface IAugmentation
{
    /// <summary>Changes every pair on its own.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="random">Draws the changes.</param>
    LabelledImages Apply(LabelledImages pairs, RandomGenerator random);
}
