using PerturbSeg.Torch;

namespace PerturbSeg.Training.Runs;

/// <summary>A tensor that is read only when it is written to a checkpoint.</summary>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Read">Reads it, float32, into the open scope.</param>
public sealed record CheckpointTensor(string Name, long[] Shape, Func<Tensor> Read);
