using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Training.Tests.PackedSets;

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
        Write(path, count, side, resolution, (photo, channel, row, column) => channel switch { 0 => firstPhoto + photo, 1 => row, _ => column }, metadata);
    }

    /// <summary>The same, with masks that are the photos' channel 2 times ten.</summary>
    public static void WriteWithMasks(string path, int count, int side, int resolution)
    {
        using FileStream stream = File.Create(path);
        var writer = new SafetensorsWriter(
            stream, [new("images", ScalarType.UInt8, count, 3, side, side), new("masks", ScalarType.UInt8, count, 1, side, side)], Metadata(count, resolution));
        byte[] columns = [.. Enumerable.Range(0, side * side).Select(i => (byte)(i % side))], tens = [.. columns.Select(column => (byte)(10 * column))];
        for (int i = 0; i < count; i++)
        {
            byte[] photo = [.. Enumerable.Repeat((byte)i, side * side), .. Enumerable.Range(0, side * side).Select(place => (byte)(place / side)), .. columns];
            writer.Write("images", photo);
        }

        for (int i = 0; i < count; i++)
            writer.Write("masks", tens);
        writer.Complete();
    }

    /// <summary>Images, [N, 3, R, R] in [−1, 1], to be cropped to themselves.</summary>
    public static void Write(string path, Tensor images)
    {
        using var scope = new TensorScope();
        int count = (int)images.Shape[0], side = (int)images.Shape[3];
        byte[] pixels = ((images + 1) * 127.5).Clamp(0, 255).To(ScalarType.UInt8).ToArray<byte>();
        Write(path, count, side, side, (photo, channel, row, column) => pixels[(((((photo * 3) + channel) * side) + row) * side) + column]);
    }

    /// <summary>Pixels by a function of photo, channel, row and column, its lowest eight bits.</summary>
    public static void Write(
        string path, int count, int side, int resolution, Func<int, int, int, int, int> pixel, Dictionary<string, string>? metadata = null)
    {
        using FileStream stream = File.Create(path);
        var writer = new SafetensorsWriter(
            stream, [new("images", ScalarType.UInt8, count, 3, side, side)], metadata ?? Metadata(count, resolution));
        byte[] photo = new byte[3 * side * side];
        for (int i = 0; i < count; i++)
        {
            for (int place = 0; place < photo.Length; place++)
                photo[place] = unchecked((byte)pixel(i, place / (side * side), place / side % side, place % side));
            writer.Write("images", photo);
        }

        writer.Complete();
    }
}
