using System.CommandLine;
using System.CommandLine.Parsing;

namespace PerturbSeg.Cli;

/// <summary>Options that name a place to write to, given as '', as a variable of a shell is that was never set.</summary>
internal static class EmptyPlace
{
    private static readonly string[] Places = ["--out", "--model", "--onnx", "--report", "--csv"];

    /// <summary>The sentence for the first of them; null where there is none.</summary>
    public static string? Find(ParseResult parsed)
        => parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(given => Places.Contains(given.Option.Name) && given.Tokens.Any(token => token.Value.Length == 0)) is { } empty
            ? $"{empty.Option.Name} '' names no place: give a file or folder."
            : null;
}
