using System.Security.Cryptography;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Photos of packed sets as a training sees them: each once, in random order, cropped at random and mirrored where the training mirrors.
/// For one thread.
/// </summary>
public sealed class PhotoSample : IImageSample
{
    private readonly PackedSetMixture _sets;
    private readonly BatchCropper _cropper;
    private readonly Device _device;
    private readonly int _imageBytes;
    private long _next;

    /// <summary>Begins a sample.</summary>
    /// <param name="sets">The packed sets; not owned.</param>
    /// <param name="mirror">Whether half of the photos, at random, are mirrored left to right.</param>
    /// <param name="seed">What order, crops and mirroring depend on.</param>
    /// <param name="first">How many photos of that order are passed over, from 0.</param>
    /// <param name="device">Where the images go.</param>
    public PhotoSample(PackedSetMixture sets, bool mirror, ulong seed, long first = 0, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        _sets = sets;
        _cropper = new BatchCropper(sets, new BatchOptions { BatchSize = 1, Seed = seed, Mirror = mirror });
        _imageBytes = _cropper.BatchBytes;
        _next = first;
        _device = device;
    }

    /// <summary>How many photos can be drawn, the same share of every set, before one comes again.</summary>
    /// <param name="sets">The packed sets.</param>
    public static int CountOf(PackedSetMixture sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return sets.Sets.Count * sets.Counts.Min();
    }

    /// <inheritdoc/>
    public Tensor Next(int count)
    {
        byte[] pixels = new byte[checked(count * _imageBytes)];
        for (int i = 0; i < count; i++)
            _cropper.Fill(_next++, pixels.AsSpan(i * _imageBytes, _imageBytes));
        return PhotoTensors.ToTensor(pixels, count, _sets.Resolution, _device);
    }

    /// <inheritdoc/>
    public void Skip(int count) => _next += count;

    /// <summary>Passes over images, and says which they are.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Ends it between images.</param>
    /// <returns>SHA-256 of their pixels, in lower-case hexadecimal.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public string Fingerprint(int count, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] pixels = new byte[_imageBytes];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _cropper.Fill(_next++, pixels);
            hash.AppendData(pixels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
