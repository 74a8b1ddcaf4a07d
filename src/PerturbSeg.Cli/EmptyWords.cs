using System.CommandLine;
using System.CommandLine.Parsing;

namespace PerturbSeg.Cli;

/// <summary>Options and arguments given as '', as a variable of a shell is that was never set. Nothing is meant by it but what may be left out of a list.</summary>
internal static class EmptyWords
{
    private const string MayBeEmpty = "--without";

    /// <summary>The sentence about the first of them; null where there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        foreach (SymbolResult given in parsed.CommandResult.Children)
        {
            string? name = given switch
            {
                OptionResult { Option.Name: not MayBeEmpty } option => option.Option.Name,
                ArgumentResult argument => $"<{argument.Argument.Name}>",
                _ => null,
            };
            if (name is not null && given.Tokens.Any(token => token.Value.Length == 0))
                return $"{name} '' names nothing: give a value, or see whether its variable was set.";
        }

        return null;
    }
}
