using System.IO.Compression;
using System.Text.RegularExpressions;

namespace PerturbSeg.Torch;

/// <summary>
/// The truth values that a TorchScript module's <c>forward</c> takes after its first argument, read from the code in the file: TorchSharp gives arguments
/// by their place alone.
/// </summary>
internal sealed partial class ScriptSignature
{
    private readonly (string Name, bool Default)[] _flags;

    private ScriptSignature((string Name, bool Default)[] flags) => _flags = flags;

    /// <summary>Reads a file that <c>torch.jit.save</c> wrote.</summary>
    /// <param name="path">The file: a zip with code/…/*.py.</param>
    /// <exception cref="TorchException">It is none.</exception>
    public static ScriptSignature Read(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            return new ScriptSignature([.. zip.Entries.Where(IsCode).Select(FlagsOf).OrderByDescending(flags => flags.Length).FirstOrDefault([])]);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or RegexMatchTimeoutException)
        {
            throw new TorchException($"load TorchScript module '{path}': {failure.Message}");
        }
    }

    /// <summary>The arguments after the first up to a flag, which is true; those before it have their defaults.</summary>
    /// <exception cref="TorchException">No truth value has that name.</exception>
    public object[] FlagsTo(string name)
    {
        int place = Array.FindIndex(_flags, flag => flag.Name == name);
        return place >= 0
            ? [.. _flags.Take(place).Select(flag => (object)flag.Default), true]
            : throw new TorchException($"TorchScript forward takes no truth value '{name}'; it takes {(_flags.Length == 0 ? "none" : string.Join(", ", _flags.Select(flag => flag.Name)))}.");
    }

    private static bool IsCode(ZipArchiveEntry entry) => entry.FullName.Contains("/code/", StringComparison.Ordinal) && entry.FullName.EndsWith(".py", StringComparison.Ordinal);

    private static (string Name, bool Default)[] FlagsOf(ZipArchiveEntry code)
    {
        using var reader = new StreamReader(code.Open());
        Match forward = Forward().Match(reader.ReadToEnd());
        return [.. forward.Groups["name"].Captures.Zip(forward.Groups["value"].Captures, (name, value) => (name.Value, value.Value == "True"))];
    }

    // def forward(self: …, input: Tensor, name: bool=False, …) -> Tensor:
    [GeneratedRegex(@"def\s+forward\(\s*self\s*:[^,]*,\s*\w+\s*:\s*Tensor(\s*,\s*(?<name>\w+)\s*:\s*bool\s*=\s*(?<value>True|False))+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forward();
}
