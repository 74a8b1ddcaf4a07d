using System.CommandLine;

namespace PerturbSeg.Cli;

/// <summary>The command line as the user typed it, for reports to repeat.</summary>
internal static class TypedCommand
{
    public static string Of(ParseResult parsed) => ShellWords.Join(parsed.Tokens.Select(token => token.Value).Prepend("perturbseg"));
}
