namespace PerturbSeg.PhotoLists;

/// <summary>A photo to segment, and the name of what is made of it.</summary>
/// <param name="Source">The folder or file that the user named.</param>
/// <param name="Path">The photo.</param>
/// <param name="Name">Its name in the source, with '/' between folders.</param>
/// <param name="OutputName">The name of its outputs without ending, with '/' between folders, unique in the list.</param>
/// <param name="EntryName">The name of its entry in tables: with its ending and '/' between folders, unique in the list.</param>
public sealed record PhotoTask(string Source, string Path, string Name, string OutputName, string EntryName);
