using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>Opens what looks at images.</summary>
public static class ImageFeatures
{
    /// <summary>Opens the features that the user names, or those that need no file.</summary>
    /// <param name="file">A TorchScript module; null takes <see cref="RandomFeatures"/>.</param>
    /// <param name="device">Where to.</param>
    /// <returns>Features that the caller disposes.</returns>
    /// <exception cref="UserErrorException">The file cannot be read or is no such module.</exception>
    public static IImageFeatures Open(string? file, Device device = default)
        => file is null ? new RandomFeatures(device) : TorchScriptFeatures.Load(file, device);
}
