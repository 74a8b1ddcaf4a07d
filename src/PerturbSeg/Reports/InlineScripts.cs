using System.Security.Cryptography;
using System.Text;

namespace PerturbSeg.Reports;

/// <summary>The scripts inside a report. Only they may run: the page's policy names them by their hashes.</summary>
/// <remarks>Source: W3C, Content Security Policy Level 3, section 2.3.1 (hash sources).</remarks>
internal sealed class InlineScripts
{
    private readonly List<string> _texts = [];

    /// <summary>Adds scripts, each once, in the order of running.</summary>
    /// <param name="texts">What they say.</param>
    public void Add(params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            if (!_texts.Contains(text))
                _texts.Add(text);
        }
    }

    /// <summary>Whether a script is among them.</summary>
    public bool Has(string text) => _texts.Contains(text);

    /// <summary>The part of the page's policy that lets them run; empty where there is none.</summary>
    public string Policy => _texts.Count == 0 ? string.Empty : $"; script-src {string.Join(' ', _texts.Select(Hash))}";

    /// <summary>The script elements.</summary>
    public string ToHtml() => string.Concat(_texts.Select(text => $"<script>{text}</script>\n"));

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
