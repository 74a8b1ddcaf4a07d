using System.Text.Json.Nodes;

namespace PerturbSeg.Reports;

/// <summary>The layers of a scene as PNG files' bytes, all of the same size.</summary>
/// <param name="Background">Colours of the background.</param>
/// <param name="Foreground">Colours of the foreground.</param>
/// <param name="Mask">Grey; 255 = foreground.</param>
public sealed record CompositeScene(ReadOnlyMemory<byte> Background, ReadOnlyMemory<byte> Foreground, ReadOnlyMemory<byte> Mask)
{
    /// <summary>The scene as <c>scenery.js</c> reads it: each layer an address that is the file itself.</summary>
    public JsonObject ToJson() => new()
    {
        ["background"] = DataUri.Png(Background.Span),
        ["foreground"] = DataUri.Png(Foreground.Span),
        ["mask"] = DataUri.Png(Mask.Span),
    };
}
