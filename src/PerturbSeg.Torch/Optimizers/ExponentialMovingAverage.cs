using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Torch.Optimizers;

/// <summary>
/// Keeps one module as the exponential moving average of another of the same form (Yazıcı et al., "The Unusual Effectiveness of
/// Averaging in GAN Training", ICLR 2019).
/// </summary>
public sealed class ExponentialMovingAverage
{
    private static readonly Operator Scale = Operator.Find("aten::_foreach_mul_", "Scalar");
    private static readonly Operator AddScaled = Operator.Find("aten::_foreach_add_", "List");
    private readonly Tensor[] _averages;
    private readonly Tensor[] _sources;

    /// <summary>Starts the average at the source's present values.</summary>
    /// <param name="average">Overwritten, now and at each update.</param>
    /// <param name="source">The module in training.</param>
    public ExponentialMovingAverage(Module average, Module source)
    {
        ArgumentNullException.ThrowIfNull(average);
        ArgumentNullException.ThrowIfNull(source);
        average.CopyFrom(source);
        average.RequireGradients(false);
        _averages = [.. average.State.Select(tensor => tensor.Value)];
        _sources = [.. source.State.Select(tensor => tensor.Value)];
    }

    /// <summary>average ← decay · average + (1 − decay) · source.</summary>
    /// <param name="decay">In [0, 1].</param>
    public void Update(double decay)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        Scale.Run(_averages, decay);
        AddScaled.Run(_averages, _sources, 1 - decay);
    }
}
