using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Fitting;

/// <summary>A network that was fitted to a frozen generator.</summary>
/// <typeparam name="TNetwork">The kind of network.</typeparam>
/// <param name="Network">The network; the caller disposes it.</param>
/// <param name="FinalLoss">The mean loss over the last steps.</param>
public sealed record Fitted<TNetwork>(TNetwork Network, double FinalLoss)
    where TNetwork : Module;
