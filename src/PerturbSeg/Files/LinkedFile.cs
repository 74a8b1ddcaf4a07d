namespace PerturbSeg.Files;

/// <summary>Files as whoever opens them finds them: behind a link stands what it leads to.</summary>
internal static class LinkedFile
{
    /// <summary>What is known of a file.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <returns>The file at the end of all links; the link itself where it leads nowhere.</returns>
    public static FileInfo Of(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : file;
        }
        catch (IOException)
        {
            return file; // a circle, or a link that has just gone
        }
    }
}
