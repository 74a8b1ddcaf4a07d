using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg inspect FILE</c>: what a packed set, a checkpoint, another safetensors file or a photo holds.</summary>
internal static class InspectVerb
{
    private const string NamesKey = "names";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A packed set, a checkpoint, another safetensors file, or a photo." };
        var resolution = new Option<int>("--resolution")
        {
            Description = "For a photo: the resolution to say what packing would make of it.",
            HelpName = "pixels",
            DefaultValueFactory = _ => 32,
        };
        Option<bool> json = JsonOutput.Option();
        var largest = new LargestPhotoOption();
        var command = new Command("inspect", "Says what a file holds.") { file, resolution, largest.Option, json };
        command.SetAction((parsed, _) =>
        {
            JsonObject found = Inspect(parsed.GetRequiredValue(file), parsed.GetValue(resolution), largest.Pixels(parsed));
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                JsonOutput.Write(output, found);
            else
                Print(found, output);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static JsonObject Inspect(string path, int resolution, long mostPixels)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"'{path}' is a folder: name a file in it.");
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file '{path}'.");
        try
        {
            return PhotoFileName.IsPhoto(path) ? InspectPhoto(path, resolution, mostPixels) : InspectTensors(path);
        }
        catch (SafetensorsFormatException exception)
        {
            throw new UserErrorException($"'{path}' is neither a photo nor a sound safetensors file: {exception.Reason}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static JsonObject InspectPhoto(string path, int resolution, long mostPixels)
    {
        ImageResolution.Check(resolution);
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            PhotoHeader header = PhotoDecoder.ReadHeader(bytes);
            int side = PackOptions.SideFor(resolution);
            var found = new JsonObject
            {
                ["kind"] = "photo",
                ["format"] = header.Format.ToString(),
                ["width"] = header.Width,
                ["height"] = header.Height,
                ["packed_side"] = side,
                ["packed_at_resolution"] = resolution,
            };
            // Decoding it all is the only way to know that the file is whole.
            new PhotoDecoder(mostPixels, PackOptions.MinPhotoSide).DecodeSquare(bytes, side, crop: false);
            return found;
        }
        catch (PhotoFormatException exception)
        {
            throw new UserErrorException($"'{path}' cannot be used as a photo: {exception.Message}.", exception);
        }
    }

    private static JsonObject InspectTensors(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var found = new JsonObject { ["kind"] = UntrustedText.Show(file.Metadata.GetValueOrDefault(FileMark.KindKey) ?? "safetensors") };
        if (PackedSet.IsPackedSet(file))
        {
            using PackedSet set = PackedSet.Open(path);
            found["photos"] = set.Count;
            found["side"] = set.Side;
            found["resolution"] = set.Resolution;
            found["masks"] = set.HasMasks;
        }

        // The names of thousands of photos are of use to programs alone, and as a list.
        if (file.Metadata.TryGetValue(NamesKey, out string? names) && PackedSet.IsPackedSet(file))
            found[NamesKey] = JsonNode.Parse(names);
        found["bytes"] = new FileInfo(path).Length;
        found["metadata"] = new JsonObject(file.Metadata
            .Where(pair => !found.ContainsKey(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
        found["tensors"] = new JsonArray([.. file.Tensors.Select(tensor => new JsonObject
        {
            ["name"] = tensor.Name,
            ["type"] = tensor.Type.ToString(),
            ["shape"] = new JsonArray([.. tensor.Shape.Select(size => JsonValue.Create(size))]),
        })]);
        return found;
    }

    private static void Print(JsonObject found, TextWriter output)
    {
        foreach ((string key, JsonNode? value) in found)
        {
            switch (value)
            {
                case JsonObject map:
                    output.WriteLine($"{key}:");
                    foreach ((string name, JsonNode? text) in map)
                        output.WriteLine($"    {UntrustedText.Show(name)}: {Shorten($"{text}")}");
                    break;
                case JsonArray when key == NamesKey:
                    break;
                case JsonArray tensors:
                    output.WriteLine($"{key}: {tensors.Count}");
                    foreach (JsonNode? tensor in tensors)
                        output.WriteLine($"    {UntrustedText.Show($"{tensor!["name"]}")}  {tensor["type"]} [{string.Join(", ", tensor["shape"]!.AsArray())}]");
                    break;
                default:
                    output.WriteLine($"{key}: {value}");
                    break;
            }
        }
    }

    private static string Shorten(string text)
    {
        string line = text.ReplaceLineEndings(" "), shown = UntrustedText.Show(line);
        return shown.EndsWith('…') && shown.Length <= line.Length ? $"{shown} ({text.Length} characters)" : shown;
    }
}
