namespace PerturbSeg.Data.GeneratedScenes;

/// <summary>
/// What lies behind the object and goes on beyond the frame: one textured surface, or a far one above a wavy horizon and a near one
/// below. Nothing in it prefers a place along x.
/// </summary>
internal sealed class Backdrop
{
    private readonly Surface _far;
    private readonly Surface? _near;
    private readonly ValueNoise _hills;
    private readonly float _horizon;
    private readonly float _hilliness;
    private readonly float _hillFrequency;

    public Backdrop(SceneRandom random)
    {
        _far = new Surface(random);
        _near = random.Chance(0.6f) ? new Surface(random) : null;
        _hills = new ValueNoise(random);
        _horizon = random.Between(0.3f, 0.75f);
        _hilliness = random.Between(0f, 0.22f);
        _hillFrequency = random.Between(2f, 5f);
    }

    /// <summary>The colour at a point of the frame, both coordinates in [0, 1].</summary>
    public Rgb At(float x, float y)
    {
        if (_near is null)
            return _far.At(x, y);
        float horizon = _horizon + (_hilliness * (_hills.At(x * _hillFrequency, 0.5f) - 0.5f));
        return (y > horizon ? _near : _far).At(x, y);
    }

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
