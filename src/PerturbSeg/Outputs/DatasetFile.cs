namespace PerturbSeg.Outputs;

/// <summary>A file of a data set that is the same whatever its photos are.</summary>
/// <param name="FileName">Where it goes in the output folder, with '/' between folders.</param>
/// <param name="Content">What is in it.</param>
public sealed record DatasetFile(string FileName, string Content);
