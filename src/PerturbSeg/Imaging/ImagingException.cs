namespace PerturbSeg.Imaging;

/// <summary>libvips cannot do what it was asked for: a JPEG file of more than 65,500 pixels a side, say.</summary>
/// <param name="message">What it said.</param>
internal sealed class ImagingException(string message) : InvalidOperationException(message);
