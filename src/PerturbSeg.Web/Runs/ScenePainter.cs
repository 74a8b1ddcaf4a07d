using System.Text.Json.Nodes;
using PerturbSeg.Imaging;
using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Web.Runs;

/// <summary>Paints scenes with the newest checkpoint of a run, and has its discriminator judge them; one request at a time.</summary>
internal sealed class ScenePainter : IDisposable
{
    private const int OtherScenes = 3; // a group of four, as the discriminator compares them
    private readonly LayeredGenerator _generator;
    private readonly TrainingOptions _training;
    private readonly Discriminator? _discriminator;
    private readonly Lock _turn = new();

    private ScenePainter(LayeredGenerator generator, TrainingOptions training, Discriminator? discriminator)
        => (_generator, _training, _discriminator) = (generator, training, discriminator);

    /// <summary>Opens the generator of a run, and its discriminator where there is a checkpoint, which has one.</summary>
    /// <exception cref="UserErrorException">There is no generator, or it is damaged.</exception>
    public static ScenePainter Open(RunFolder run)
    {
        if (run.HasCheckpoint)
        {
            (LayeredGenerator painter, Discriminator judge, TrainingOptions options) = run.LoadNetworks(Device.Cpu);
            return new ScenePainter(painter, options, judge);
        }

        (LayeredGenerator generator, TrainingOptions training) = run.LoadGenerator(Device.Cpu);
        return new ScenePainter(generator, training, discriminator: null);
    }

    /// <summary>Side of the scenes, in pixels.</summary>
    public int Side => _generator.Growth.Side;

    /// <summary>Whether there is a discriminator.</summary>
    public bool Judges => _discriminator is not null;

    /// <summary>Scenes of fresh latents.</summary>
    /// <param name="seed">Draws them.</param>
    /// <param name="count">How many.</param>
    public JsonArray Draw(ulong seed, int count) => Paint(seed, random =>
    {
        // One after the other: the first scene of a seed is the same however many are asked for.
        (Tensor Background, Tensor Foreground)[] scenes = [.. Enumerable.Range(0, count).Select(_ => Latents.Styles(_generator, _training, 1, random))];
        return (Tensor.Concatenate([.. scenes.Select(scene => scene.Background)], 0), Tensor.Concatenate([.. scenes.Select(scene => scene.Foreground)], 0));
    });

    /// <summary>A scene between the first scenes of two seeds.</summary>
    /// <param name="from">The seed of the one end.</param>
    /// <param name="to">That of the other.</param>
    /// <param name="at">How far, from 0 to 1.</param>
    public JsonArray Walk(ulong from, ulong to, double at) => Paint(from, random =>
    {
        using RandomGenerator other = Latents.Stream(to, Device.Cpu);
        (Tensor background, Tensor foreground) = Latents.Styles(_generator, _training, 1, random);
        (Tensor endBackground, Tensor endForeground) = Latents.Styles(_generator, _training, 1, other);
        return (Between(background, endBackground), Between(foreground, endForeground));

        Tensor Between(Tensor begin, Tensor end) => (begin * (1 - at)) + (end * at);
    });

    /// <summary>What the discriminator makes of a scene, beside others that the generator painted.</summary>
    /// <param name="scene">Red, green, blue and mask of each pixel, row by row: 4 · <see cref="Side"/>² bytes.</param>
    /// <returns>Its logit, and the slope of the logit at each pixel, the steepest 255.</returns>
    /// <exception cref="InvalidOperationException">There is no discriminator.</exception>
    public JsonObject Judge(byte[] scene)
    {
        Discriminator discriminator = _discriminator ?? throw new InvalidOperationException("The run has no discriminator.");
        lock (_turn)
        {
            using var scope = new TensorScope();
            Tensor pixels = Tensor.From<byte>(scene, [1, Side, Side, 4]).To(ScalarType.Float32).Permute(0, 3, 1, 2) / 255; // [1, 4, side, side]
            (Tensor logit, Tensor slope) = Saliency.Of(discriminator, Judged((pixels.Slice(1, 0, 3) * 2) - 1, pixels.Slice(1, 3, 4)), Others());
            float[] slopes = slope.ToArray<float>();
            float steepest = slopes.Max();
            byte[] grey = [.. slopes.Select(value => (byte)(steepest > 0 ? Math.Round(255 * value / steepest) : 0))];
            return new JsonObject { ["logit"] = logit.Item(), ["slope"] = DataUri.Png(PngFile.Encode(Side, Side, 1, grey)) };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generator.Dispose();
        _discriminator?.Dispose();
    }

    private Tensor Others()
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using RandomGenerator random = Latents.Stream(0, Device.Cpu);
        Layers scenes = Latents.Paint(_generator, _training, OtherScenes, random);
        return Judged(scenes.Composite(), scenes.Mask);
    }

    private Tensor Judged(Tensor composites, Tensor masks) => JudgedImages.Of(_training.Network, composites, masks);

    private JsonArray Paint(ulong seed, Func<RandomGenerator, (Tensor Background, Tensor Foreground)> styles)
    {
        lock (_turn)
        {
            using var scope = new TensorScope();
            using Autograd.Mode recording = Autograd.NoGradient();
            using RandomGenerator random = Latents.Stream(seed, Device.Cpu);
            (Tensor background, Tensor foreground) = styles(random);
            var images = new SceneImages(_generator.Paint(background, foreground, noise: null));
            return [.. Enumerable.Range(0, images.Count).Select(i => images.Layers(i).ToJson())];
        }
    }
}
