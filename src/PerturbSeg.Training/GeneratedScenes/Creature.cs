namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// The one kind of object: a round-bodied creature of any colour, pattern and outline, lit from above, dark along its rim, with two
/// eyes. What its kind have in common is form and light, never colour.
/// </summary>
internal sealed class Creature
{
    private const float SmallestArea = 0.1f, LargestArea = 0.33f; // of the frame
    private const float LargestOffset = 0.12f; // from the middle, of the side
    private const float Clearance = 0.03f; // between creature and frame: photographers show objects whole
    private static readonly Rgb White = new(0.95f, 0.95f, 0.95f);
    private static readonly Rgb Pupil = new(0.06f, 0.05f, 0.09f);

    private readonly Outline _outline;
    private readonly Palette _palette;
    private readonly Texture _texture;
    private readonly float _contrast;
    private readonly float _x;
    private readonly float _y;
    private readonly float _lightX;
    private readonly float _eyeX;
    private readonly float _eyeY;
    private readonly float _eyeGap;
    private readonly float _eyeRadius;
    private readonly float _gazeX;
    private readonly float _gazeY;

    public Creature(SceneRandom random)
    {
        _outline = new Outline(random, random.Between(SmallestArea, LargestArea), 0.5f - Clearance);
        _palette = Palette.Draw(random);
        _texture = Texture.Draw(random);
        _contrast = random.Between(0.4f, 1f);
        _x = 0.5f + Jitter(random, _outline.ReachX);
        _y = 0.5f + Jitter(random, _outline.ReachY);
        _lightX = random.Between(-0.35f, 0.35f);
        float radius = _outline.MeanRadius;
        _eyeX = random.Between(-0.22f, 0.22f) * radius;
        _eyeY = random.Between(-0.38f, -0.12f) * radius;
        _eyeGap = random.Between(0.26f, 0.36f) * radius;
        _eyeRadius = random.Between(0.2f, 0.26f) * radius;
        _gazeX = random.Between(-0.35f, 0.35f) * _eyeRadius;
        _gazeY = random.Between(-0.2f, 0.35f) * _eyeRadius;
    }

    /// <summary>Whether the creature covers a point of the frame, and if so with which colour.</summary>
    public bool TryAt(float x, float y, out Rgb color)
    {
        float dx = x - _x, dy = y - _y;
        color = default;
        if (Math.Abs(dx) > _outline.ReachX || Math.Abs(dy) > _outline.ReachY)
            return false;
        float depth = _outline.Depth(dx, dy);
        if (depth > 1)
            return false;
        if (!TryEye(dx, dy, out color))
            color = Rgb.Mix(_palette.First, _palette.Second, _contrast * _texture.At(x, y)) * Light(dx, dy, depth);
        return true;
    }

    private static float Jitter(SceneRandom random, float reach)
    {
        float offset = random.Between(-LargestOffset, LargestOffset);
        float room = Math.Max(0f, 0.5f - Clearance - reach);
        return Math.Clamp(offset, -room, room);
    }

    /// <summary>A dome under a lamp above it, darkened towards the rim.</summary>
    private float Light(float dx, float dy, float depth)
    {
        float distance = MathF.Sqrt((dx * dx) + (dy * dy)) + 1e-6f;
        float slope = depth * depth; // flat on top, steep at the rim
        float height = MathF.Sqrt(Math.Max(0f, 1 - (slope * slope)));
        float facing = (slope * ((dx * _lightX) - (dy * 0.8f)) / distance) + (height * 0.55f);
        float rim = Math.Clamp((1 - depth) / 0.16f, 0f, 1f);
        return (0.55f + (0.65f * Math.Max(0f, facing))) * (0.3f + (0.7f * rim));
    }

    private bool TryEye(float dx, float dy, out Rgb color)
    {
        float ey = dy - _eyeY;
        float ex = dx - _eyeX;
        ex += ex > 0 ? -_eyeGap : _eyeGap;
        float squared = ((ex * ex) + (ey * ey)) / (_eyeRadius * _eyeRadius);
        (float px, float py) = (ex - _gazeX, ey - _gazeY);
        bool pupil = (px * px) + (py * py) < 0.3f * _eyeRadius * _eyeRadius;
        color = pupil ? Pupil : White;
        return squared < 1;
    }
}
