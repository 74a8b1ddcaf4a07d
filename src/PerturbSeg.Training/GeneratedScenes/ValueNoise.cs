namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>Smooth random values over the plane: a lattice of random numbers, blended; repeats every eight cells.</summary>
internal sealed class ValueNoise
{
    private const int Period = 8;

    private readonly float[] _lattice = new float[Period * Period];

    public ValueNoise(SceneRandom random)
    {
        for (int i = 0; i < _lattice.Length; i++)
            _lattice[i] = random.Unit();
    }

    /// <summary>The value at a point measured in cells, in [0, 1].</summary>
    public float At(float x, float y)
    {
        ReadOnlySpan<float> lattice = _lattice;
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        float u = Ease(x - floorX), v = Ease(y - floorY);
        int left = (int)floorX & (Period - 1), right = (left + 1) & (Period - 1);
        int top = ((int)floorY & (Period - 1)) * Period, bottom = (top + Period) & ((Period * Period) - 1);
        float above = lattice[top + left] + (u * (lattice[top + right] - lattice[top + left]));
        float below = lattice[bottom + left] + (u * (lattice[bottom + right] - lattice[bottom + left]));
        return above + (v * (below - above));
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));
}
