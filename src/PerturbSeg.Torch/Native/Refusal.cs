using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>The one place where what TorchSharp throws becomes an exception of ours.</summary>
internal static class Refusal
{
    private static readonly string[] MemoryWords = ["can't allocate memory", "out of memory", "not enough memory"];

    /// <summary>Makes the exception for a refused call.</summary>
    /// <param name="error">What TorchSharp threw: libtorch's reason, then lines that say where in libtorch.</param>
    /// <param name="call">The method that was called.</param>
    /// <param name="arguments">The tensors it was given, for the message.</param>
    /// <returns><see cref="OutOfDeviceMemoryException"/> where memory was lacking, else <see cref="TorchException"/>.</returns>
    public static TorchException Of(ExternalException error, string call, ReadOnlySpan<Tensor?> arguments)
    {
        string reason = error.Message;
        int trace = reason.IndexOf("\nException raised from", StringComparison.Ordinal);
        if (trace >= 0)
            reason = reason[..trace];
        string message = $"{call}({string.Join(", ", arguments.ToArray().Select(tensor => tensor?.ToString() ?? "none"))}): {reason.TrimEnd()}";
        return MemoryWords.Any(words => reason.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? new OutOfDeviceMemoryException(message)
            : new TorchException(message);
    }
}
