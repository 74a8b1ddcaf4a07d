using PerturbSeg.Imaging;
using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Runs;

/// <summary>The layers of scenes as PNG files.</summary>
/// <param name="scenes">Float32 layers, N scenes.</param>
public sealed class SceneImages(Layers scenes)
{
    private readonly int _side = (int)scenes.Side;

    /// <summary>Each kind of image, with the bytes of all N: [N, H, W, samples].</summary>
    private readonly Dictionary<string, (int Channels, byte[] Pixels)> _kinds = new()
    {
        [Composite] = (3, Rgb(scenes.Composite())),
        [Background] = (3, Rgb(scenes.Background)),
        [Foreground] = (3, Rgb(scenes.Foreground)),
        [Mask] = (1, Bytes(scenes.Mask)),
        [Cutout] = (4, Bytes(Tensor.Concatenate([(scenes.Foreground * 0.5) + 0.5, scenes.Mask], 1).Permute(0, 2, 3, 1))),
    };

    /// <summary>The object over its background.</summary>
    public const string Composite = "composite";
    /// <summary>The background layer.</summary>
    public const string Background = "background";
    /// <summary>The foreground layer.</summary>
    public const string Foreground = "foreground";
    /// <summary>The mask; white is object.</summary>
    public const string Mask = "mask";
    /// <summary>The foreground with the mask as its opacity.</summary>
    public const string Cutout = "cutout";

    /// <summary>How many scenes.</summary>
    public int Count { get; } = (int)scenes.Count;

    /// <summary>The names of the images that there are of each scene.</summary>
    public IEnumerable<string> Kinds => _kinds.Keys;

    /// <summary>One image.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="scene">Which scene, from 0.</param>
    /// <returns>A PNG file's bytes.</returns>
    public byte[] Png(string kind, int scene)
    {
        (int channels, byte[] pixels) = _kinds[kind];
        int size = _side * _side * channels;
        return PngFile.Encode(_side, _side, channels, pixels.AsSpan(scene * size, size));
    }

    /// <summary>The layers of one scene, to play with.</summary>
    /// <param name="scene">Which scene, from 0.</param>
    public CompositeScene Layers(int scene) => new(Png(Background, scene), Png(Foreground, scene), Png(Mask, scene));

    // [N, 3, H, W] in about [−1, 1] to interleaved bytes.
    private static byte[] Rgb(Tensor images) => Bytes(((images * 0.5) + 0.5).Permute(0, 2, 3, 1));

    // [0, 1] to 0 … 255, in row-major order.
    private static byte[] Bytes(Tensor values) => (values.Clamp(0, 1) * 255).Round().To(ScalarType.UInt8).ToArray<byte>();
}
