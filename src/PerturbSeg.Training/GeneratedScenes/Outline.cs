namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// A closed curve around a point, given by its radius in every direction: egg, rounded polygon or a blob with bulges, stretched and
/// turned.
/// </summary>
internal sealed class Outline
{
    private const int Directions = 256;

    // Radii by diamond angle (0 to 4, one a quadrant), which needs no arc tangent to look up.
    private readonly float[] _radii = new float[Directions + 1];

    /// <summary>Draws a shape.</summary>
    /// <param name="random">The scene's numbers.</param>
    /// <param name="area">The area enclosed, as a share of the frame's; less where the shape would reach too far.</param>
    /// <param name="largestReach">How far the curve may get from its centre along x and y, in sides of the frame.</param>
    public Outline(SceneRandom random, float area, float largestReach)
    {
        Func<double, double> shape = DrawShape(random);
        double stretch = random.Between(1f, 1.55f);
        double turn = random.Between(-0.5f, 0.5f);
        (double cos, double sin) = (Wave.Cos(turn), Wave.Sin(turn));
        (double x, double y) previous = default;
        double enclosed = 0;
        Span<(double X, double Y)> rays = stackalloc (double, double)[Directions + 1];
        for (int i = 0; i <= Directions; i++)
        {
            (double dx, double dy) = Direction(i % Directions);
            double u = ((dx * cos) + (dy * sin)) / stretch, v = (dy * cos) - (dx * sin); // the shape's own, unstretched frame
            double radius = shape(Turns(u, v)) / Math.Sqrt((u * u) + (v * v));
            _radii[i] = (float)radius;
            rays[i] = (dx * radius, dy * radius);
            if (i > 0)
                enclosed += ((previous.x * rays[i].Y) - (rays[i].X * previous.y)) / 2; // shoelace formula
            previous = rays[i];
        }

        double reachX = 0, reachY = 0;
        foreach ((double x, double y) in rays)
            (reachX, reachY) = (Math.Max(reachX, Math.Abs(x)), Math.Max(reachY, Math.Abs(y)));
        double scale = Math.Min(Math.Sqrt(area / enclosed), largestReach / Math.Max(reachX, reachY));
        for (int i = 0; i <= Directions; i++)
            _radii[i] *= (float)scale;
        (ReachX, ReachY, MeanRadius) = ((float)(reachX * scale), (float)(reachY * scale), (float)(Math.Sqrt(enclosed / Math.PI) * scale));
    }

    /// <summary>The farthest the curve gets from its centre along x, in sides of the frame.</summary>
    public float ReachX { get; }

    /// <summary>The farthest the curve gets from its centre along y, in sides of the frame.</summary>
    public float ReachY { get; }

    /// <summary>The radius of the circle with the same area.</summary>
    public float MeanRadius { get; }

    /// <summary>How far out a point lies: 0 at the centre, 1 on the curve, more outside.</summary>
    /// <param name="x">Right of the centre, in sides of the frame.</param>
    /// <param name="y">Below the centre.</param>
    public float Depth(float x, float y)
    {
        float sum = Math.Abs(x) + Math.Abs(y);
        if (sum == 0)
            return 0;
        float diamond = y >= 0 ? (x >= 0 ? y / sum : 1 - (x / sum)) : (x < 0 ? 2 - (y / sum) : 3 + (x / sum));
        float position = diamond * (Directions / 4);
        int index = Math.Min((int)position, Directions - 1);
        float radius = _radii[index] + ((position - index) * (_radii[index + 1] - _radii[index]));
        return MathF.Sqrt((x * x) + (y * y)) / radius;
    }

    /// <summary>Radius by direction in turns.</summary>
    private static Func<double, double> DrawShape(SceneRandom random)
    {
        double phase = random.Unit();
        switch (random.Below(3))
        {
            case 0: // egg
                double pointedness = random.Between(0f, 0.14f);
                return turns => 1 + (pointedness * Wave.Cos(turns));
            case 1: // rounded polygon: the straight edge's radius, softened at the corners
                int corners = 3 + random.Below(3);
                double edge = Wave.Cos(0.5 / corners);
                double sharpness = random.Between(0.55f, 0.85f);
                return turns =>
                {
                    double t = (turns + phase) * corners;
                    double fromEdge = (t - Math.Floor(t) - 0.5) / corners; // turns from the middle of the nearest edge
                    return 1 + (sharpness * ((edge / Wave.Cos(fromEdge)) - 1));
                };
            default: // bulges
                int bulges = 3 + random.Below(4);
                double height = random.Between(0.08f, 0.2f);
                double lean = random.Between(0f, 0.12f);
                double leanPhase = random.Unit();
                return turns => 1 + (height * Wave.Cos((bulges * turns) + phase)) + (lean * Wave.Cos((2 * turns) + leanPhase));
        }
    }

    /// <summary>The unit direction of a diamond angle.</summary>
    private static (double X, double Y) Direction(int index)
    {
        double diamond = index * 4.0 / Directions;
        (double x, double y) = diamond switch
        {
            < 1 => (1 - diamond, diamond),
            < 2 => (1 - diamond, 2 - diamond),
            < 3 => (diamond - 3, 2 - diamond),
            _ => (diamond - 3, diamond - 4),
        };
        double length = Math.Sqrt((x * x) + (y * y));
        return (x / length, y / length);
    }

    /// <summary>The angle of a direction in turns: a first guess, then two Newton steps on its sine and cosine.</summary>
    private static double Turns(double x, double y)
    {
        double length = Math.Sqrt((x * x) + (y * y));
        (double cos, double sin) = (x / length, y / length);
        double diamond = Math.Abs(sin) / (Math.Abs(cos) + Math.Abs(sin)) / 4; // a quarter turn at most
        double turns = cos >= 0 ? diamond : 0.5 - diamond;
        if (sin < 0)
            turns = -turns;
        for (int step = 0; step < 2; step++)
            turns += ((sin * Wave.Cos(turns)) - (cos * Wave.Sin(turns))) / (2 * Math.PI);
        return turns;
    }
}
