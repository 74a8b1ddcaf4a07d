namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// A file of <c>torch.save</c> is damaged, hostile, or does not hold what is looked for. The message names the file and what is wrong.
/// </summary>
public sealed class TorchSaveFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong, without a full stop.</param>
    public TorchSaveFormatException(string path, string reason)
        : base($"{path} cannot be read as a torch.save file: {reason}.")
    {
        FilePath = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>What is wrong, without a full stop.</summary>
    public string Reason { get; }
}
