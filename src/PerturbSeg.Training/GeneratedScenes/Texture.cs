namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>A pattern over the plane, the share of a palette's second colour at each point.</summary>
internal abstract class Texture
{
    /// <summary>The share in [0, 1] at a point measured in sides of the frame.</summary>
    public abstract float At(float x, float y);

    /// <summary>Draws one pattern with its scale, turn and place; objects and backgrounds draw from the same.</summary>
    public static Texture Draw(SceneRandom random)
    {
        var place = new Placement(random);
        return random.Below(6) switch
        {
            0 => new Stripes(place, random.Between(4f, 8f), random),
            1 => new Checks(place, random.Between(4f, 8f)),
            2 => new Spots(place, random.Between(5f, 9f), random),
            3 => new Scales(place, random.Between(5f, 8f)),
            4 => new Clouds(place, random.Between(3f, 6f), random),
            _ => new Clouds(place, random.Between(9f, 14f), random),
        };
    }

    /// <summary>A turned and moved frame of reference.</summary>
    private readonly struct Placement
    {
        private readonly float _cos;
        private readonly float _sin;
        private readonly float _x;
        private readonly float _y;

        public Placement(SceneRandom random)
        {
            float turns = random.Unit();
            (_cos, _sin) = ((float)Wave.Cos(turns), (float)Wave.Sin(turns));
            (_x, _y) = (random.Between(2f, 10f), random.Between(2f, 10f));
        }

        public (float U, float V) Map(float x, float y, float frequency)
            => (((x * _cos) - (y * _sin) + _x) * frequency, ((x * _sin) + (y * _cos) + _y) * frequency);
    }

    /// <summary>Wavy bands.</summary>
    private sealed class Stripes(Placement place, float frequency, SceneRandom random) : Texture
    {
        private readonly ValueNoise _bend = new(random);
        private readonly float _bending = random.Between(0f, 1.2f);

        public override float At(float x, float y)
        {
            (float u, float v) = place.Map(x, y, frequency);
            float phase = u + (_bending * _bend.At(u * 0.5f, v * 0.5f));
            return Edge(Math.Abs((2 * (phase - MathF.Floor(phase))) - 1), 0.5f);
        }
    }

    /// <summary>A chequered cloth.</summary>
    private sealed class Checks(Placement place, float frequency) : Texture
    {
        public override float At(float x, float y)
        {
            (float u, float v) = place.Map(x, y, frequency);
            return (((int)MathF.Floor(u) + (int)MathF.Floor(v)) & 1) == 0 ? 0.1f : 0.9f;
        }
    }

    /// <summary>Dots of several sizes.</summary>
    private sealed class Spots(Placement place, float frequency, SceneRandom random) : Texture
    {
        private readonly ValueNoise _size = new(random);

        public override float At(float x, float y)
        {
            (float u, float v) = place.Map(x, y, frequency);
            float cellX = MathF.Floor(u), cellY = MathF.Floor(v);
            float dx = u - cellX - 0.5f, dy = v - cellY - 0.5f;
            float radius = 0.18f + (0.3f * _size.At(cellX, cellY)); // a lattice point's own value: constant within the cell
            return Edge(radius - MathF.Sqrt((dx * dx) + (dy * dy)), 0f);
        }
    }

    /// <summary>Rows of overlapping arcs, like roof tiles or fish scales.</summary>
    private sealed class Scales(Placement place, float frequency) : Texture
    {
        public override float At(float x, float y)
        {
            (float u, float v) = place.Map(x, y, frequency);
            float row = MathF.Floor(v);
            float shifted = u + (((int)row & 1) * 0.5f);
            float dx = (2 * (shifted - MathF.Floor(shifted))) - 1;
            float depth = v - row - (0.7f * (1 - (dx * dx)));
            return depth < 0 ? 0.25f - (0.25f * depth) : 1f;
        }
    }

    /// <summary>Soft patches in two sizes: clouds when large, sand or grass when small.</summary>
    private sealed class Clouds(Placement place, float frequency, SceneRandom random) : Texture
    {
        private readonly ValueNoise _noise = new(random);

        public override float At(float x, float y)
        {
            (float u, float v) = place.Map(x, y, frequency);
            float value = (0.65f * _noise.At(u, v)) + (0.35f * _noise.At((2 * u) + 3.5f, (2 * v) + 1.5f));
            return Math.Clamp((1.8f * (value - 0.5f)) + 0.5f, 0f, 1f);
        }
    }

    /// <summary>A soft step: 0 well below the threshold, 1 well above.</summary>
    private static float Edge(float value, float threshold) => Math.Clamp(((value - threshold) * 6) + 0.5f, 0f, 1f);
}
