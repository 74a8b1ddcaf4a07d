namespace PerturbSeg.Torch;

/// <summary>There is no libtorch, or the one that was found does not load. The message is one sentence that says what can be done.</summary>
public sealed class TorchLoadException : TorchException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was looked for, where, and how to mend it.</param>
    public TorchLoadException(string message)
        : base(message)
    {
    }
}
