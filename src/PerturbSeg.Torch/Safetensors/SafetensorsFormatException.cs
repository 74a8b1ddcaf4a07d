namespace PerturbSeg.Torch.Safetensors;

/// <summary>A file is not a well-formed safetensors file. The message names the file and what is wrong with it.</summary>
public sealed class SafetensorsFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong, without a full stop.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public SafetensorsFormatException(string path, string reason, Exception? innerException = null)
        : base($"{path} is not a sound safetensors file: {reason}.", innerException)
    {
        FilePath = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>What is wrong, without a full stop.</summary>
    public string Reason { get; }
}
