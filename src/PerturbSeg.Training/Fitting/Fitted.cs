using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Fitting;

/// <summary>A network that was fitted to a frozen generator.</summary>
/// <typeparam name="TNetwork">The kind of network.</typeparam>
/// <param name="Network">The network; the caller disposes it.</param>
/// <param name="Steps">Steps of Adam that were made.</param>
/// <param name="FinalLoss">The mean loss over the last steps.</param>
public sealed record Fitted<TNetwork>(TNetwork Network, int Steps, double FinalLoss)
    where TNetwork : Module;
