using System.Text.Json.Nodes;

namespace PerturbSeg.Reports;

/// <summary>A scene whose object the reader drags over the background; objects and backgrounds of all scenes can be paired.</summary>
internal static class CompositeSection
{
    public static string Script { get; } = EmbeddedText.Read("scenery.js") + EmbeddedText.Read("composite.js");

    public static string Render(ReadOnlySpan<CompositeScene> scenes, string caption)
    {
        var layers = new JsonArray();
        foreach (CompositeScene scene in scenes)
            layers.Add((JsonNode)scene.ToJson());

        return $"""
            <figure class="composite" data-scenes="{HtmlReport.Escape(layers.ToJsonString())}">
            <div class="stage">
            <div class="scene"><canvas tabindex="0" role="application" aria-label="Composite: drag the object, or move it with the arrow keys."></canvas>
            <div class="controls"><button type="button" class="back">Put back</button><output></output></div></div>
            <div class="choices"><p>Object</p><div class="strip objects" role="group" aria-label="Object"></div>
            <p>Background</p><div class="strip backgrounds" role="group" aria-label="Background"></div></div>
            </div>
            <figcaption>{HtmlReport.Escape(caption)}</figcaption></figure>

            """;
    }
}
