namespace PerturbSeg.Torch.Tests;

/// <summary>Checks derivatives by autograd against central differences, in float64.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;

    /// <summary>Compares the gradient of a function at a point, element by element.</summary>
    /// <param name="function">Gives one number for a float64 tensor of the given shape.</param>
    /// <param name="point">Row-major elements.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="tolerance">Largest difference, relative to max(1, |difference quotient|).</param>
    public static void ShouldMatchGradient(Func<Tensor, Tensor> function, double[] point, long[] shape, double tolerance = 1e-7)
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From<double>(point, shape);
        x.RequiresGradient = true;
        Tensor gradient = Autograd.Gradients(function(x), [x])[0];
        using Autograd.Mode recording = Autograd.NoGradient();
        double[] quotients = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
            quotients[i] = (Moved(function, point, shape, i, Step) - Moved(function, point, shape, i, -Step)) / (2 * Step);
        gradient.ShouldBeNear(quotients, tolerance);
    }

    /// <summary>Numbers away from 0 and from each other: kinks of |x|, max and relu are not met.</summary>
    public static double[] Point(int count)
        => [.. Enumerable.Range(0, count).Select(i => Math.Sin((1.7 * i) + 0.6) + (0.013 * i))];

    private static double Moved(Func<Tensor, Tensor> function, double[] point, long[] shape, int place, double by)
    {
        double[] moved = [.. point];
        moved[place] += by;
        return function(Tensor.From<double>(moved, shape)).Values()[0];
    }
}
