using System.Globalization;
using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>Where tensors live: the processor or one CUDA device.</summary>
/// <param name="IsCuda">True for a CUDA device.</param>
/// <param name="Index">The CUDA device's number; 0 for the processor.</param>
public readonly record struct Device(bool IsCuda, int Index = 0)
{
    /// <summary>The processor.</summary>
    public static Device Cpu => new(false);

    /// <summary>How many CUDA devices this libtorch can use; 0 for a build without CUDA.</summary>
    public static int CudaDeviceCount => Call.Run(nameof(CudaDeviceCount), [], torch.cuda.device_count);

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="FormatException">Any other text.</exception>
    public static Device Parse(string text) => text switch
    {
        "cpu" => Cpu,
        "cuda" => new Device(true),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index) => new Device(true, index),
        _ => throw new FormatException($"'{text}' is no device; use cpu, cuda or cuda:1."),
    };

    /// <summary>Where one of TorchSharp's tensors is.</summary>
    internal static Device Of(TorchTensor tensor) => new(tensor.device_type == DeviceType.CUDA, Math.Max(0, tensor.device_index));

    /// <summary>TorchSharp's name of the device.</summary>
    internal torch.Device ToTorch() => new(ToString());

    /// <summary>libtorch's name of the device.</summary>
    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";
}
