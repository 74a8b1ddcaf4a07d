using System.IO.Hashing;
using System.Text;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Tests.Reference;

/// <summary>The formula that weights and inputs of the reference follow: splitmix64 of the name's CRC-32 and the element's index.</summary>
internal static class ReferenceValues
{
    /// <summary>A tensor of unit variance.</summary>
    public static Tensor Tensor(string key, params long[] shape) => Torch.Tensor.From<float>(Array(key, shape.Aggregate(1L, (a, b) => a * b)), shape);

    /// <summary>A weight of a published state dict: smaller for biases and noise, 1 added to scales, blur kernels as they are.</summary>
    public static Tensor Weight(string name, long[] shape)
    {
        if (name.EndsWith("weight_flip", StringComparison.Ordinal) || (name.EndsWith(".weight", StringComparison.Ordinal) && shape is [_, 1, 3, 3]))
            return (Torch.Tensor.From<float>([1, 2, 1, 2, 4, 2, 1, 2, 1], [1, 1, 3, 3]) / 16).Expand(shape);
        Tensor values = Tensor(name, shape);
        if (shape.Length == 1 || (name.Contains("noise", StringComparison.Ordinal) && shape is [1, _, 1, 1]))
            values = values * 0.1;
        if (!name.Contains(".adain", StringComparison.Ordinal) || !name.EndsWith(".bias", StringComparison.Ordinal))
            return values;
        long half = shape[0] / 2;
        return Torch.Tensor.Concatenate([values.Slice(0, 0, half) + 1.0, values.Slice(0, half, shape[0])], 0);
    }

    private static float[] Array(string key, long count)
    {
        ulong start = (ulong)Crc32.HashToUInt32(Encoding.ASCII.GetBytes(key)) << 32;
        var values = new float[count];
        for (long i = 0; i < count; i++)
        {
            ulong z = start + (ulong)i + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = (float)(Math.Sqrt(3) * ((2 * ((z >> 40) / 16777216.0)) - 1));
        }

        return values;
    }
}
