namespace PerturbSeg.Photos;

/// <summary>
/// The files of a folder and its subfolders, each once: links are followed, but a folder that was met already is not met again, so links
/// in circles end, and links to a file that was met are told apart. Hidden files and folders are passed over; folders that may not be read are named.
/// </summary>
public sealed class FolderWalk
{
    private static readonly EnumerationOptions Here = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    private readonly string _root;
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<string> _repeated = [];
    private readonly List<string> _closed = [];
    private readonly List<string> _unnamed = [];

    private FolderWalk(string root) => _root = root;

    /// <summary>The files, with '/' between folders, in ordinal order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Further names of files that are among <see cref="Names"/> already, in ordinal order: links, where equal files are kept once, or files that a link was met of before.</summary>
    public IReadOnlyList<string> Repeated => _repeated;

    /// <summary>The folders that may not be read.</summary>
    public IReadOnlyList<string> ClosedFolders => _closed;

    /// <summary>Files, and folders with '/' at their ends, whose names are not UTF-8, as far as they can be read: no program of .NET can open them.</summary>
    public IReadOnlyList<string> Unnamed => _unnamed;

    /// <summary>Walks.</summary>
    /// <param name="path">The folder; it exists.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <exception cref="OperationCanceledException">The walk was ended.</exception>
    public static FolderWalk Of(string path, CancellationToken cancellation = default)
    {
        var walk = new FolderWalk(path);
        walk.Enter(path, RealPath(path), string.Empty, cancellation);
        walk._names.Sort(StringComparer.Ordinal);
        walk._repeated.Sort(StringComparer.Ordinal);
        return walk;
    }

    /// <summary>A path without links: that of the folder or file itself, however it was named.</summary>
    /// <param name="path">A path; what of it does not exist stays as it is.</param>
    public static string RealPath(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string? parent = Path.GetDirectoryName(full);
        if (parent is null)
            return full;
        string here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return Target(entry) is { } target ? RealPath(target) : here;
    }

    /// <summary>Whether a path lies in a folder, or is that folder, whatever links lead there.</summary>
    /// <param name="path">A path, which need not exist.</param>
    /// <param name="folder">A folder.</param>
    public static bool IsIn(string path, string folder)
        => $"{RealPath(path)}{Path.DirectorySeparatorChar}".StartsWith($"{RealPath(folder)}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private void Enter(string folder, string real, string name, CancellationToken cancellation)
    {
        if (!_met.Add(real))
            return;
        try
        {
            List<FileSystemInfo> folders = [], links = [];
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Here))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsUnnamed(entry))
                    _unnamed.Add(name + entry.Name + (entry is DirectoryInfo ? "/" : string.Empty));
                else if (entry is DirectoryInfo)
                    folders.Add(entry);
                else if (IsLink(entry))
                    links.Add(entry);
                else
                    Meet(Path.Combine(real, entry.Name), name + entry.Name);
            }

            // Links last, so that what lies in the folder itself keeps the names that it has there.
            foreach (FileSystemInfo link in links.OrderBy(link => link.Name, StringComparer.Ordinal))
            {
                if (link.LinkTarget is null)
                    Meet(Path.Combine(real, link.Name), name + link.Name); // of Windows: a file that is stored otherwise
                else if (Target(link) is { } target && File.Exists(target)) // not nowhere
                    Meet(RealPath(target), name + link.Name);
            }

            foreach (FileSystemInfo inner in folders.OrderBy(IsLink).ThenBy(inner => inner.Name, StringComparer.Ordinal))
                Enter(inner.FullName, IsLink(inner) ? RealPath(inner.FullName) : Path.Combine(real, inner.Name), $"{name}{inner.Name}/", cancellation);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            _closed.Add(name.Length == 0 ? _root : name.TrimEnd('/'));
        }
    }

    private void Meet(string realFile, string name) => (_met.Add(realFile) ? _names : _repeated).Add(name);

    // What is no UTF-8 is replaced in the name, and nothing has the new one.
    private static bool IsUnnamed(FileSystemInfo entry) => entry.Name.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(entry.FullName);

    private static bool IsLink(FileSystemInfo entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;

    // The end of a chain of links; null for what is no link, and for a chain in a circle.
    private static string? Target(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget is null ? null : entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
