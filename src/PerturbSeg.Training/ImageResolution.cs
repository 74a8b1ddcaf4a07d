namespace PerturbSeg.Training;

/// <summary>The resolutions that photos are packed for and networks are made for: powers of two.</summary>
public static class ImageResolution
{
    /// <summary>The smallest, in pixels.</summary>
    public const int Min = 8;

    /// <summary>The largest, in pixels.</summary>
    public const int Max = 1024;

    /// <summary>Refuses others.</summary>
    /// <param name="resolution">The side of the images that training sees, in pixels.</param>
    /// <exception cref="UserErrorException">It is no power of two, or out of range.</exception>
    public static void Check(int resolution)
    {
        if (resolution is < Min or > Max || !int.IsPow2(resolution))
            throw new UserErrorException($"Resolution {resolution} is not a power of two from {Min} to {Max}; choose 32, 64 or 128.");
    }
}
