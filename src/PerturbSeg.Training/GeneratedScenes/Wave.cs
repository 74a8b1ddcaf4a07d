namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// Cosine and sine from additions and multiplications alone: the runtime's come from the system's library and differ in the last
/// bit between machines, which would be enough for other bytes from the same seed.
/// </summary>
internal static class Wave
{
    /// <summary>cos(2π · turns), within 1e-9.</summary>
    public static double Cos(double turns)
    {
        double t = Math.Abs(turns - Math.Round(turns)); // [0, .5]
        return t <= 0.25 ? Series(t) : -Series(0.5 - t);
    }

    /// <summary>sin(2π · turns), within 1e-9.</summary>
    public static double Sin(double turns) => Cos(turns - 0.25);

    /// <summary>The Taylor series of the cosine to the 14th power; the next term is below 7e-11 at a quarter turn.</summary>
    private static double Series(double t)
    {
        double x = 4 * Math.PI * Math.PI * t * t; // the angle squared
        double sum = 1;
        for (int k = 14; k > 0; k -= 2)
            sum = 1 - (x / (k * (k - 1)) * sum);
        return sum;
    }
}
