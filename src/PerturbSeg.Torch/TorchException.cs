namespace PerturbSeg.Torch;

/// <summary>libtorch refused a call. The message names the operator, the shapes given, and libtorch's reason.</summary>
public class TorchException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Operator, shapes and reason.</param>
    public TorchException(string message)
        : base(message)
    {
    }
}
