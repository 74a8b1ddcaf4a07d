namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// What lies behind the object and goes on beyond the frame: one textured surface, or a far one above a wavy horizon and a near one
/// below. Nothing in it prefers a place along x.
/// </summary>
internal sealed class Backdrop
{
    private readonly Surface _far;
    private readonly Surface? _near;
    private readonly float[] _horizon;

    /// <summary>Draws a backdrop.</summary>
    /// <param name="random">The scene's numbers.</param>
    /// <param name="columns">How many points a row will be asked for, evenly spaced.</param>
    public Backdrop(SceneRandom random, int columns)
    {
        _far = new Surface(random);
        _near = random.Chance(0.6f) ? new Surface(random) : null;
        var hills = new ValueNoise(random);
        float level = random.Between(0.3f, 0.75f);
        float hilliness = random.Between(0f, 0.22f);
        float frequency = random.Between(2f, 5f);
        _horizon = new float[columns];
        for (int i = 0; i < columns; i++)
            _horizon[i] = level + (hilliness * (hills.At((i + 0.5f) / columns * frequency, 0.5f) - 0.5f));
    }

    /// <summary>The colour at a point of the frame.</summary>
    /// <param name="column">Which of a row's points, from 0 at the left.</param>
    /// <param name="x">Where that is, in [0, 1].</param>
    /// <param name="y">From 0 at the top to 1.</param>
    public Rgb At(int column, float x, float y) => (_near is not null && y > _horizon[column] ? _near : _far).At(x, y);

    /// <summary>A palette in a texture, lighter and darker in places.</summary>
    private sealed class Surface(SceneRandom random)
    {
        private readonly Palette _palette = Palette.Draw(random);
        private readonly Texture _texture = Texture.Draw(random);
        private readonly ValueNoise _light = new(random);
        private readonly float _lightFrequency = random.Between(2.5f, 5f);
        private readonly float _contrast = random.Between(0.4f, 1f);
        private readonly float _slope = random.Between(-0.45f, 0.45f);

        public Rgb At(float x, float y)
        {
            float light = 0.45f + (0.75f * _light.At(x * _lightFrequency, y * _lightFrequency)) + (_slope * (y - 0.5f));
            return Rgb.Mix(_palette.First, _palette.Second, _contrast * _texture.At(x, y)) * light;
        }
    }
}
