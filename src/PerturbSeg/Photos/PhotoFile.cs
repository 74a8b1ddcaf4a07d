namespace PerturbSeg.Photos;

/// <summary>One photo of a source, not yet read.</summary>
/// <param name="Name">Its name in the source, with '/' between folders; not necessarily unique over several sources.</param>
/// <param name="Read">Reads the file or the pixels. Called at most once, before the next photo is drawn from the source. May throw
/// <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or <see cref="InvalidDataException"/>.</param>
/// <param name="ReadMask">Reads the bytes of its mask, an encoded file, in the same way, or null where the source has no masks.</param>
public sealed record PhotoFile(string Name, Func<PhotoContent> Read, Func<byte[]>? ReadMask = null);
