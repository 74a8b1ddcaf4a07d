namespace PerturbSeg.Torch.Tests;

/// <summary>Tells views from copies.</summary>
internal static class SharedMemory
{
    /// <summary>Whether two tensors lie in the same memory. Overwrites the elements of <paramref name="other"/>.</summary>
    public static bool IsMemoryOf(this Tensor tensor, Tensor other)
    {
        const float mark = 12345;
        using Tensor marked = Tensor.Scalar(mark);
        other.CopyFrom(marked);
        return tensor.Values().All(value => value == mark);
    }
}
