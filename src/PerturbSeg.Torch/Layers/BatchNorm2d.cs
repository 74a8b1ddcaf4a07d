using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch.Layers;

/// <summary>
/// Brings each channel to zero mean and unit variance, then scales and shifts it by learned amounts (Ioffe and Szegedy, "Batch
/// Normalization", ICML 2015).
/// </summary>
public sealed class BatchNorm2d : Module
{
    /// <summary>Share of the batch's statistics that enters the running ones at each training step.</summary>
    public const double Momentum = 0.1;

    /// <summary>What is added to variances, so that a constant channel is not divided by zero.</summary>
    public const double Epsilon = 1e-5;

    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Tensor _runningMean;
    private readonly Tensor _runningVariance;

    /// <summary>Creates the layer: scale 1, shift 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="device">Where the layer lives.</param>
    public BatchNorm2d(int channels, Device device = default)
    {
        _scale = AddParameter("scale", Tensor.Full([channels], 1, device));
        _shift = AddParameter("shift", Tensor.Zeros([channels], device));
        _runningMean = AddBuffer("running_mean", Tensor.Zeros([channels], device));
        _runningVariance = AddBuffer("running_variance", Tensor.Full([channels], 1, device));
    }

    /// <summary>Normalises.</summary>
    /// <param name="x">[N, channels, H, W].</param>
    /// <param name="training">
    /// True takes the statistics of this batch and lets them enter the running ones; false takes the running ones and changes nothing.
    /// </param>
    /// <returns>[N, channels, H, W].</returns>
    public Tensor Forward(Tensor x, bool training)
        => new(Call.Run(
            nameof(BatchNorm2d),
            [x, _scale, _shift, _runningMean, _runningVariance],
            () => torch.nn.functional.batch_norm(
                x.Inner, _runningMean.Inner, _runningVariance.Inner, _scale.Inner, _shift.Inner, training, Momentum, Epsilon)));
}
