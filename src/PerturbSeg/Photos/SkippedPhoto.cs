namespace PerturbSeg.Photos;

/// <summary>A file that was passed over.</summary>
/// <param name="Source">The folder, list or file that it came from, as the user named it or in short.</param>
/// <param name="Name">Its name in the source.</param>
/// <param name="Reason">Why, without a full stop.</param>
public sealed record SkippedPhoto(string Source, string Name, string Reason);
