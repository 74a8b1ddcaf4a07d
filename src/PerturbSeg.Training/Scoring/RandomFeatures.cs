using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Features of a convolution network that was never trained: 3×3 convolutions with He's random weights and rectifiers, halved by means in
/// between; the vector holds the mean of every channel of every layer. Half of the first kernels do not see flat colour and the others see
/// a quarter of it, since colours differ so much between photos that they would drown noise and blur. Needs no file, so that a distance can
/// always be computed. Blind to what objects mean: compare with it runs on the same photos, not papers.
/// </summary>
/// <remarks>
/// Source: random embeddings judge fidelity and diversity usably: M. F. Naeem et al., Reliable Fidelity and Diversity Metrics for
/// Generative Models, ICML 2020. Weights: K. He et al., Delving Deep into Rectifiers, ICCV 2015.
/// </remarks>
public sealed class RandomFeatures : IImageFeatures
{
    /// <summary>The seed of the weights unless another is asked for.</summary>
    public const ulong DefaultSeed = 1;

    private const int LargestSide = 64;
    private static readonly int[] Channels = [32, 64, 128, 128];

    private readonly Tensor[] _kernels;

    /// <summary>Draws the weights.</summary>
    /// <param name="device">Where to compute; the weights are the same everywhere.</param>
    /// <param name="seed">Seed of the weights.</param>
    public RandomFeatures(Device device = default, ulong seed = DefaultSeed)
    {
        Device = device;
        using var random = new RandomGenerator(seed);
        using var scope = new TensorScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _kernels = new Tensor[Channels.Length];
        int from = 3;
        for (int i = 0; i < Channels.Length; i++)
        {
            Tensor kernel = Tensor.Normal(random, Channels[i], from, 3, 3) * Math.Sqrt(2.0 / (9 * from));
            if (i == 0)
                kernel = WithoutFlatColour(kernel);
            hash.AppendData(MemoryMarshal.AsBytes(kernel.ToArray<float>().AsSpan()));
            _kernels[i] = kernel.To(device).Owned();
            from = Channels[i];
        }

        Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset());
        Name = string.Create(CultureInfo.InvariantCulture, $"random convolutions ({Channels.Sum()} features, seed {seed})");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    /// <remarks>Images of more than 64 pixels are halved to 64 first.</remarks>
    public Tensor Of(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using Autograd.Mode recording = Autograd.NoGradient();
        using var scope = new TensorScope();
        Tensor maps = PhotoTensors.Halve(images, LargestSide); // [N, 3, side, side]
        var means = new List<Tensor>();
        foreach (Tensor kernel in _kernels)
        {
            if (means.Count > 0 && maps.Shape[3] > 1)
                maps = Resampling.HalveByMean(maps);
            maps = Activation.Relu(Convolution.Conv2d(maps, kernel, bias: null, 1, 1)); // [N, C, side, side]
            means.Add(maps.Mean([2, 3])); // [N, C]
        }

        return scope.MoveOut(Tensor.Concatenate([.. means], 1)); // [N, D]
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (Tensor kernel in _kernels)
            kernel.Dispose();
    }

    private static Tensor WithoutFlatColour(Tensor kernel)
    {
        float[] taken = [.. Enumerable.Range(0, Channels[0]).Select(i => i % 2 == 0 ? 1f : 0.75f)];
        return kernel - (kernel.Mean([2, 3], keep: true) * Tensor.From<float>(taken, [taken.Length, 1, 1, 1]));
    }
}
