namespace PerturbSeg.Torch;

/// <summary>Texts of files that come from elsewhere, in messages and on terminals, which obey control characters.</summary>
public static class UntrustedText
{
    private const int Most = 80;

    /// <summary>At most 80 characters, control characters as question marks.</summary>
    /// <param name="text">The text of the file.</param>
    public static string Show(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Plain(text.Length <= Most ? text : text[..Most] + "…");
    }

    /// <summary>All of a text, control characters as question marks.</summary>
    /// <param name="text">The text of the file, or its name.</param>
    public static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
