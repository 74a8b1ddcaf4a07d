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
        string start = text.Length <= Most ? text : text[..Most] + "…";
        return string.Concat(start.Select(character => char.IsControl(character) ? '?' : character));
    }
}
