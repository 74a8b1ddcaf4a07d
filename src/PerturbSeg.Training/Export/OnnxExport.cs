using System.Globalization;
using Google.Protobuf;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Onnx;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Export;

/// <summary>Writes networks of a run as ONNX files: operator set 17, any batch size, float32.</summary>
/// <remarks>
/// The metadata say how pixels become numbers: value = (byte / 255 − <c>mean</c>) / <c>scale</c> for each of red, green and blue; what
/// generators paint becomes pixels the other way round. <c>size</c> is the side of the square images, <c>fit</c> how photos become squares.
/// </remarks>
public static class OnnxExport
{
    /// <summary>The network that segments photos.</summary>
    public const string Segmenter = "segmenter";

    /// <summary>The network that paints scenes.</summary>
    public const string Generator = "generator";

    private const string Half = "0.5,0.5,0.5";

    /// <summary>All networks that can be written, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [Segmenter, Generator];

    /// <summary>Writes one network of a run; the file appears whole or not at all.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="what">One of <see cref="All"/>.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="UserErrorException">
    /// The run lacks the network, its generator cannot be written, the name is unknown, or the path is a folder or a device.
    /// </exception>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void Write(RunFolder run, string what, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        OutputPlace.CheckFile(path);
        switch (what)
        {
            case Segmenter:
                SegmenterFile.WriteFor(run, path);
                break;
            case Generator:
                AtomicFile.Write(path, GeneratorModel(run).WriteTo);
                break;
            default:
                throw new UserErrorException($"'{what}' is no network to export; choose from {string.Join(", ", All)}.");
        }
    }

    private static ModelProto GeneratorModel(RunFolder run)
    {
        ((LayeredGenerator generator, TrainingOptions training), string file) = run.FromGenerator(path => (Checkpoint.LoadGenerator(path, Device.Cpu), Path.GetFileName(path)));
        using (generator)
        {
            return GeneratorEmitter.Emit(generator).ToModel(
                "Paints a background, and a foreground with its mask, from standard normal latents.",
                new Dictionary<string, string>
                {
                    ["kind"] = Generator,
                    ["mean"] = Half,
                    ["scale"] = Half,
                    ["channels"] = "RGB",
                    ["size"] = generator.Options.Resolution.ToString(CultureInfo.InvariantCulture),
                    ["checkpoint"] = file,
                    ["latent_size"] = generator.Options.LatentSize.ToString(CultureInfo.InvariantCulture),
                    ["latents"] = (training.IndependentLatents, training.SharedCoordinates) switch
                    {
                        (false, _) => "shared",
                        (true, 0) => "independent",
                        (true, var first) => string.Create(CultureInfo.InvariantCulture, $"first {first} shared"),
                    },
                });
        }
    }
}
