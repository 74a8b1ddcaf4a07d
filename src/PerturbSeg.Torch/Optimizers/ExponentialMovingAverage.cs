using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch.Optimizers;

/// <summary>
/// Keeps one module as the exponential moving average of another of the same form (Yazıcı et al., "The Unusual Effectiveness of
/// Averaging in GAN Training", ICLR 2019).
/// </summary>
public sealed class ExponentialMovingAverage
{
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
        Call.Run(nameof(Update), [], () =>
        {
            using Scalar kept = decay, added = 1 - decay;
            for (int i = 0; i < _averages.Length; i++)
                _averages[i].Inner.mul_(kept).add_(_sources[i].Inner, added);
        });
    }
}
