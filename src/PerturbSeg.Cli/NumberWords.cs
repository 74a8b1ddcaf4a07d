using System.CommandLine;
using System.CommandLine.Parsing;

namespace PerturbSeg.Cli;

/// <summary>Numbers as they are typed. A comma parts decimals here and thousands there, so 0,1 may come out as 1: it is refused everywhere.</summary>
internal static class NumberWords
{
    /// <summary>The sentence about the first number with a comma; null where there is none.</summary>
    public static string? FindComma(ParseResult parsed)
    {
        foreach (OptionResult option in parsed.CommandResult.Children.OfType<OptionResult>().Where(option => IsNumber(option.Option.ValueType)))
        {
            if (option.Tokens.FirstOrDefault(token => token.Value.Contains(',', StringComparison.Ordinal)) is { } number)
                return $"{option.Option.Name} {number.Value} may mean two numbers: write decimals with a point, such as 0.5, and thousands without a mark.";
        }

        return null;
    }

    private static bool IsNumber(Type type)
    {
        Type number = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type; // an option that may be given several times has an array
        return number == typeof(double) || number == typeof(float) || number == typeof(decimal) || number == typeof(int) || number == typeof(long) || number == typeof(ulong);
    }
}
