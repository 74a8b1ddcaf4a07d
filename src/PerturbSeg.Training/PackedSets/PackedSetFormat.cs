namespace PerturbSeg.Training.PackedSets;

/// <summary>The names inside a packed set, a safetensors file.</summary>
internal static class PackedSetFormat
{
    public const string Kind = "packed-set";
    public const int Version = 1;

    public const string ResolutionKey = "resolution";
    public const string FitKey = "fit";
    public const string NamesKey = "names";
    public const string SourcesKey = "sources";
    public const string LimitKey = "limit";
    public const string SkippedKey = "skipped";
    public const string MadeByKey = "made_by";

    /// <summary>Of parts: what tells those of one packing from those of another.</summary>
    public const string PackingKey = "packing";

    /// <summary>uint8 [N, 3, H, W].</summary>
    public const string Images = "images";

    /// <summary>uint8 [N, 1, H, W], 255 = object.</summary>
    public const string Masks = "masks";
}
