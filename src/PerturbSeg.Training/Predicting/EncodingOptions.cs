using PerturbSeg.Torch;

namespace PerturbSeg.Training.Predicting;

/// <summary>Where and how an encoder computes. A segmenter computes on the processor, in float32.</summary>
public sealed record EncodingOptions
{
    /// <summary>Where.</summary>
    public Device Device { get; init; }

    /// <summary>
    /// What convolutions compute in: <see cref="ScalarType.Float32"/>, or <see cref="ScalarType.BFloat16"/>, several times as fast on processors
    /// with matrix units and on GPUs, with probabilities that differ in the third digit.
    /// </summary>
    public ScalarType Precision { get; init; } = ScalarType.Float32;

    /// <summary>Brings what an encoder saw closer to each photo; null, as by default, leaves it as it was seen.</summary>
    public StyleRefinement? Refinement { get; init; }
}
