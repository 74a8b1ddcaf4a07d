namespace PerturbSeg.Torch.Operators;

/// <summary>Counts the floating-point operations of convolutions called on this thread while it is open.</summary>
public sealed class FlopCounter : IDisposable
{
    [ThreadStatic]
    private static FlopCounter? s_current;

    private readonly FlopCounter? _outer;

    /// <summary>Begins to count.</summary>
    public FlopCounter()
    {
        _outer = s_current;
        s_current = this;
    }

    /// <summary>Multiplications and additions of the forward convolutions so far; a gradient of each costs the same again.</summary>
    public long Total { get; private set; }

    /// <summary>Ends the count.</summary>
    public void Dispose() => s_current = _outer;

    /// <summary>Adds one convolution.</summary>
    /// <param name="result">[N, O, H, W].</param>
    /// <param name="weight">[O, I, K, K].</param>
    internal static void Add(Tensor result, Tensor weight)
    {
        if (s_current is not null)
            s_current.Total += 2 * result.Count * (weight.Count / weight.Shape[0]);
    }
}
