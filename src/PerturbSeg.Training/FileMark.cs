namespace PerturbSeg.Training;

/// <summary>The metadata that tell the safetensors files of this project from others, and from each other: packed sets, checkpoints, fitted networks, scores.</summary>
public static class FileMark
{
    /// <summary>The key of what a file is.</summary>
    public const string KindKey = "perturbseg.kind";

    /// <summary>The key of the version of its form.</summary>
    public const string VersionKey = "perturbseg.version";
}
