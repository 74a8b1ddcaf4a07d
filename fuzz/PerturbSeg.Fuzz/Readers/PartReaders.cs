using PerturbSeg.Evaluation;
using PerturbSeg.Fuzz.Mutations;
using PerturbSeg.Metrics;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>What workers leave of their parts, to be joined.</summary>
internal static class PartReaders
{
    private const string Folder = "parts/1-of-1/";

    /// <summary>A part of an evaluation.</summary>
    public static Reader Evaluation()
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1, 1, 0, 0], [255, 0, 0, 0], 2, 2, "a", 0.5);
        const int Area = PhotoEvaluation.DrawnTile * PhotoEvaluation.DrawnTile;
        var part = new EvaluationPart
        {
            Method = "segmenter",
            Sums = evaluation.ToSums(),
            Labels = [],
            Command = "evaluate",
            Pictures = new Dictionary<string, ContactTile> { ["a"] = new(new byte[3 * Area], new byte[Area], new byte[Area]) },
        };
        return Part("evaluation.json", parts => EvaluationParts.Join(parts), FileReader.Written("a", folder => part.Save(Path.Combine(folder, "a"))), new JsonMutation());
    }

    /// <summary>A part of a score.</summary>
    public static Reader Score() => Part("features.safetensors", parts => ScoreParts.Join(parts), FileReader.Written("a", folder =>
    {
        using FileStream stream = File.Create(Path.Combine(folder, "a"));
        const int Count = GeneratorScoreOptions.FewestImages, Dimensions = 3;
        var writer = new SafetensorsWriter(
            stream,
            [new("photos", ScalarType.Float32, Count, Dimensions), new("composites", ScalarType.Float32, Count, Dimensions)],
            new Dictionary<string, string> { [FileMark.KindKey] = "score-part", [FileMark.VersionKey] = "1", ["features"] = "f", ["images"] = $"{Count}", ["seed"] = "1" });
        var random = new Random(1);
        foreach (string name in (string[])["photos", "composites"])
            writer.Write(name, [.. Enumerable.Range(0, Count * Dimensions).SelectMany(_ => BitConverter.GetBytes(random.NextSingle()))]);
        writer.Complete();
    }), new SafetensorsMutation());

    private static FileReader Part(string name, Action<OutputParts> join, byte[] seed, IMutation structure) => new(Folder + name, folder =>
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        using var parts = OutputParts.Open(folder);
        join(parts);
    })
    {
        Seeds = [seed],
        Structure = structure,
        Beside = [(Folder + "finished", [])],
        ShortCampaign = 200,
    };
}
