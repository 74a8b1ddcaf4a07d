using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Fitting;

/// <summary>What the loss of one step of a fit may look at.</summary>
/// <typeparam name="TNetwork">The kind of network.</typeparam>
/// <param name="Network">The network in training.</param>
/// <param name="Average">The average of its weights so far; without gradients.</param>
/// <param name="Progress">Share of the fit that is done, in [0, 1).</param>
/// <param name="Random">Draws whatever is random.</param>
internal readonly record struct FitStep<TNetwork>(TNetwork Network, TNetwork Average, double Progress, RandomGenerator Random)
    where TNetwork : Module;
