using System.Security.Cryptography;

namespace PerturbSeg.Torch;

/// <summary>What tells whether tensors are the same, bit for bit.</summary>
public static class TensorDigest
{
    /// <summary>A SHA-256 of the elements of tensors.</summary>
    /// <param name="tensors">In an order that is always the same.</param>
    public static byte[] Of(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor tensor in tensors)
        {
            byte[] bytes = new byte[tensor.Count * ElementTypes.SizeOf(tensor.Type)];
            tensor.CopyBytesTo(bytes);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
