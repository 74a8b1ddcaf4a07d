using System.Text.RegularExpressions;

namespace PerturbSeg.Torch.Native;

/// <summary>Where libtorch lies.</summary>
internal static partial class TorchFolder
{
    /// <summary>The folder under an output folder where a published program may keep libtorch, out of the runtime's own search.</summary>
    public const string Published = "libtorch";

    /// <summary>The release whose binary interface TorchSharp's native half was built for.</summary>
    public const string Release = "2.10";

    /// <summary>The folders that the runtime looks for the application's native files in.</summary>
    public static IReadOnlyList<string> OfApplication()
        => [.. $"{AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES")}".Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory];

    /// <summary>The folder with the libraries of the installation that a user named.</summary>
    /// <param name="folder">The torch folder of a PyTorch, an unpacked libtorch, or the lib folder of either.</param>
    /// <exception cref="TorchLoadException">It has no libtorch, or one of another release.</exception>
    public static string Named(string folder)
    {
        string libraries = File.Exists(Path.Combine(folder, TorchFiles.LibTorch)) ? folder : Path.Combine(folder, "lib");
        if (!File.Exists(Path.Combine(libraries, TorchFiles.LibTorch)))
        {
            throw new TorchLoadException(
                $"{TorchLoader.Variable} is '{folder}', which has no lib/{TorchFiles.LibTorch}: name the torch folder of a PyTorch {Release}, or an unpacked libtorch {Release}.");
        }

        // A library of another release loads, and ends the process at the first function that it lacks.
        if (ReleaseOf(Path.GetFullPath(Path.Combine(libraries, ".."))) is { } release && release != Release)
            throw new TorchLoadException($"{TorchLoader.Variable} is '{folder}', which is of release {release}: name a PyTorch or libtorch {Release}.");
        return libraries;
    }

    /// <summary>The folder that the program came with.</summary>
    /// <param name="own">The folders of the application's native files.</param>
    /// <exception cref="TorchLoadException">There is none.</exception>
    public static string Found(IReadOnlyList<string> own)
    {
        string[] candidates = [Path.Combine(AppContext.BaseDirectory, Published), $"{AppContext.GetData(TorchLoader.Setting)}", .. own];
        return candidates.FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, TorchFiles.LibTorch)))
            ?? throw new TorchLoadException(
                $"libtorch is not among the files of the program: reference a package of libtorch 2.10.0, such as libtorch-cpu-linux-x64, or name an installed PyTorch {Release} in {TorchLoader.Variable}.");
    }

    /// <summary>Makes sure that a named libtorch is the only one: two in one process end it.</summary>
    /// <param name="named">What <see cref="Named"/> returned.</param>
    /// <param name="own">The folders of the application's native files.</param>
    /// <exception cref="TorchLoadException">The program would load its own besides.</exception>
    public static string Alone(string named, IReadOnlyList<string> own)
    {
        string? other = own.FirstOrDefault(folder => File.Exists(Path.Combine(folder, TorchFiles.LibTorch)) && Whole(folder) != Whole(named));
        return other is null
            ? named
            : throw new TorchLoadException($"{TorchLoader.Variable} is '{named}', but the program has a libtorch of its own in '{other}': remove that one, or the variable.");
    }

    private static string Whole(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    // "2.10" of a PyTorch's version.py ("__version__ = '2.10.0+cu128'") or an unpacked libtorch's build-version ("2.10.0+cpu").
    private static string? ReleaseOf(string root)
    {
        foreach (string name in (string[])["version.py", "build-version"])
        {
            string path = Path.Combine(root, name);
            if (File.Exists(path) && FirstVersion().Match(File.ReadAllText(path)) is { Success: true } match)
                return match.Value;
        }

        return null;
    }

    [GeneratedRegex(@"\d+\.\d+(?=\.\d)")]
    private static partial Regex FirstVersion();
}
