namespace PerturbSeg.Torch.Tests;

/// <summary>Compares numbers, and says which differ and by how much.</summary>
internal static class Closeness
{
    private const int Shown = 5;

    /// <summary>The elements in row-major order as doubles, whatever their type.</summary>
    public static double[] Values(this Tensor tensor)
    {
        using Tensor detached = tensor.Detach();
        using Tensor wide = detached.To(ScalarType.Float64);
        return wide.ToArray<double>();
    }

    /// <summary>Every element within tolerance · max(1, |expected|).</summary>
    public static void ShouldBeNear(this Tensor actual, Tensor expected, double tolerance)
    {
        actual.Shape.ToArray().ShouldBe(expected.Shape.ToArray());
        actual.Values().ShouldBeNear(expected.Values(), tolerance);
    }

    /// <summary>Every element within tolerance · max(1, |expected|).</summary>
    public static void ShouldBeNear(this Tensor actual, IReadOnlyList<double> expected, double tolerance)
        => actual.Values().ShouldBeNear(expected, tolerance);

    /// <summary>Every element within tolerance · max(1, |expected|).</summary>
    public static void ShouldBeNear(this IReadOnlyList<double> actual, IReadOnlyList<double> expected, double tolerance)
    {
        actual.Count.ShouldBe(expected.Count);
        string[] far =
        [
            .. Enumerable.Range(0, actual.Count)
                .Where(i => !(Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
                .Select(i => $"[{i}]: expected {expected[i]:R}, actual {actual[i]:R}"),
        ];
        if (far.Length > 0)
            throw new ShouldAssertException($"{far.Length} of {actual.Count} differ by more than {tolerance}: {string.Join("; ", far.Take(Shown))}");
    }

    /// <summary>|actual − expected| / |expected|, Euclidean norms.</summary>
    public static double RelativeErrorTo(this Tensor actual, Tensor expected)
    {
        actual.Shape.ToArray().ShouldBe(expected.Shape.ToArray());
        double[] a = actual.Values(), e = expected.Values();
        double error = a.Zip(e, (x, y) => (x - y) * (x - y)).Sum(), norm = e.Sum(y => y * y);
        norm.ShouldBeGreaterThan(0);
        return Math.Sqrt(error / norm);
    }
}
