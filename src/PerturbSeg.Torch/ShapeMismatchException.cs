namespace PerturbSeg.Torch;

/// <summary>A tensor does not have the shape that a public entry asks for.</summary>
public sealed class ShapeMismatchException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Expected and actual shape.</param>
    public ShapeMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Checks a shape; a negative extent in <paramref name="expected"/> matches any.</summary>
    /// <param name="tensor">The tensor to check.</param>
    /// <param name="name">Its name in the caller's words.</param>
    /// <param name="expected">The extents, outermost first; -1 matches any.</param>
    /// <exception cref="ShapeMismatchException">Number of dimensions or an extent differs.</exception>
    public static void ThrowUnless(Tensor tensor, string name, params ReadOnlySpan<long> expected)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ReadOnlySpan<long> actual = tensor.Shape;
        bool same = actual.Length == expected.Length;
        for (int i = 0; same && i < expected.Length; i++)
            same = expected[i] < 0 || expected[i] == actual[i];
        if (!same)
        {
            string wanted = string.Join(", ", expected.ToArray().Select(extent => extent < 0 ? "any" : $"{extent}"));
            throw new ShapeMismatchException($"{name} is [{string.Join(", ", actual.ToArray())}], expected [{wanted}].");
        }
    }
}
