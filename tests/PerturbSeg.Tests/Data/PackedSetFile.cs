using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Tests.Data;

/// <summary>Packed sets of known pixels, written without photos.</summary>
internal static class PackedSetFile
{
    public static Dictionary<string, string> Metadata(int count, int resolution) => new()
    {
        ["perturbseg.kind"] = "packed-set",
        ["perturbseg.version"] = "1",
        ["resolution"] = $"{resolution}",
        ["fit"] = "stretch",
        ["names"] = "[" + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"{i}\"")) + "]",
    };

    /// <summary>Pixel (channel, y, x) of photo i is i (+ firstPhoto) in channel 0, y in channel 1 and x in channel 2.</summary>
    public static void Write(string path, int count, int side, int resolution, Dictionary<string, string>? metadata = null, int firstPhoto = 0)
    {
        using FileStream stream = File.Create(path);
        var writer = new SafetensorsWriter(
            stream, [new("images", ScalarType.UInt8, count, 3, side, side)], metadata ?? Metadata(count, resolution));
        byte[] photo = new byte[3 * side * side];
        for (int i = 0; i < count; i++)
        {
            for (int place = 0; place < side * side; place++)
            {
                photo[place] = (byte)(firstPhoto + i);
                photo[(side * side) + place] = (byte)(place / side);
                photo[(2 * side * side) + place] = (byte)(place % side);
            }

            writer.Write("images", photo);
        }

        writer.Complete();
    }
}
