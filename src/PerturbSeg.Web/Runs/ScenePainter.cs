using System.Text.Json.Nodes;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Web.Runs;

/// <summary>Paints scenes with the newest checkpoint of a run, one request at a time.</summary>
internal sealed class ScenePainter : IDisposable
{
    private readonly LayeredGenerator _generator;
    private readonly TrainingOptions _training;
    private readonly Lock _turn = new();

    private ScenePainter(LayeredGenerator generator, TrainingOptions training) => (_generator, _training) = (generator, training);

    /// <summary>Opens the generator of a run.</summary>
    /// <exception cref="UserErrorException">There is no checkpoint, or it is damaged.</exception>
    public static ScenePainter Open(RunFolder run)
    {
        (LayeredGenerator generator, TrainingOptions training) = run.LoadGenerator(Device.Cpu);
        return new ScenePainter(generator, training);
    }

    /// <summary>Scenes of fresh latents.</summary>
    /// <param name="seed">Draws them.</param>
    /// <param name="count">How many.</param>
    public JsonArray Draw(ulong seed, int count) => Paint(seed, random => Latents.Styles(_generator, _training, count, random));

    /// <summary>A scene between the first scenes of two seeds.</summary>
    /// <param name="from">The seed of the one end.</param>
    /// <param name="to">That of the other.</param>
    /// <param name="at">How far, from 0 to 1.</param>
    public JsonArray Walk(ulong from, ulong to, double at) => Paint(from, random =>
    {
        using var other = new RandomGenerator(to, Device.Cpu);
        (Tensor background, Tensor foreground) = Latents.Styles(_generator, _training, 1, random);
        (Tensor endBackground, Tensor endForeground) = Latents.Styles(_generator, _training, 1, other);
        return (Between(background, endBackground), Between(foreground, endForeground));

        Tensor Between(Tensor begin, Tensor end) => (begin * (1 - at)) + (end * at);
    });

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();

    private JsonArray Paint(ulong seed, Func<RandomGenerator, (Tensor Background, Tensor Foreground)> styles)
    {
        lock (_turn)
        {
            using var scope = new TensorScope();
            using Autograd.Mode recording = Autograd.NoGradient();
            using var random = new RandomGenerator(seed, Device.Cpu);
            (Tensor background, Tensor foreground) = styles(random);
            Layers layers = _generator.Paint(background, foreground, noise: null).ToFloat32();
            var images = new SceneImages(layers);
            return [.. Enumerable.Range(0, images.Count).Select(i => new JsonObject
            {
                ["background"] = Uri(images.Png(SceneImages.Background, i)),
                ["foreground"] = Uri(images.Png(SceneImages.Foreground, i)),
                ["mask"] = Uri(images.Png(SceneImages.Mask, i)),
            })];
        }
    }

    private static string Uri(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";
}
