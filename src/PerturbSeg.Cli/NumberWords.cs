using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PerturbSeg.Cli;

/// <summary>Numbers as they are typed. A comma parts decimals here and thousands there, so 0,1 may come out as 1: it is refused everywhere.</summary>
internal static class NumberWords
{
    /// <summary>The sentence about the first number with a comma, or that is none; null where there is none.</summary>
    public static string? FindWrong(ParseResult parsed)
        => parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(option => option.Tokens.Select(token => Wrong(option.Option, token.Value))).FirstOrDefault(wrong => wrong is not null);

    private static string? Wrong(Option option, string number)
    {
        // An option that may be given several times has an array.
        (bool fits, string kind, string such) = (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType.GetElementType() ?? option.ValueType) switch
        {
            Type type when type == typeof(double) => (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _), "number", "0.5"),
            Type type when type == typeof(int) => (int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out _), $"whole number up to {int.MaxValue}", "1000"),
            Type type when type == typeof(ulong) => (ulong.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out _), $"whole number from 0 to {ulong.MaxValue}", "1"),
            _ => (true, string.Empty, string.Empty),
        };
        if (such.Length > 0 && number.Contains(',', StringComparison.Ordinal))
            return $"{option.Name} {number} may mean two numbers: write decimals with a point, such as 0.5, and thousands without a mark.";
        return fits ? null : $"{option.Name} {number} is no {kind}: give one, such as {such}.";
    }
}
