namespace PerturbSeg.Reports;

/// <summary>Files inside a page.</summary>
/// <remarks>Format: RFC 2397.</remarks>
public static class DataUri
{
    /// <summary>The address that is a PNG file itself.</summary>
    /// <param name="png">The file's bytes.</param>
    public static string Png(ReadOnlySpan<byte> png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";
}
