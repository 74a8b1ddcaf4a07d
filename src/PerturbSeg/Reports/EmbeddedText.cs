using System.Reflection;

namespace PerturbSeg.Reports;

/// <summary>The scripts and styles of reports, which are files of this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>Reads one.</summary>
    /// <param name="name">Its name in the project file.</param>
    /// <returns>The whole text.</returns>
    public static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly has no resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
