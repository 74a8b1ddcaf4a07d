namespace PerturbSeg.Torch.Optimizers;

/// <summary>
/// A learning rate that rises to a peak and falls to almost nothing within one training, both along a half cosine (Smith and Topin,
/// "Super-Convergence", 2018).
/// </summary>
/// <param name="Steps">Steps of the whole training, from 1.</param>
/// <param name="Peak">The highest rate.</param>
public sealed record OneCycle(int Steps, double Peak)
{
    private const double RisingShare = 0.3;
    private const double FirstDivisor = 25;
    private const double LastDivisor = 250_000;

    /// <summary>The rate of a step: a 25th of the peak at first, the peak after three tenths of the steps, next to nothing at last.</summary>
    /// <param name="step">0 to <see cref="Steps"/> − 1.</param>
    public double Rate(double step)
    {
        double top = Math.Max(1, (RisingShare * Steps) - 1);
        double last = Math.Max(top + 1, Steps - 1);
        return step <= top
            ? Blend(Peak / FirstDivisor, Peak, step / top)
            : Blend(Peak, Peak / LastDivisor, (step - top) / (last - top));
    }

    // From one value to another along half a cosine.
    private static double Blend(double from, double to, double share) => to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, share))));
}
