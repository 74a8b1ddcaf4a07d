namespace PerturbSeg.Torch;

/// <summary>The device, or the machine's main memory, has no room for a tensor.</summary>
public sealed class OutOfDeviceMemoryException : TorchException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Operator, shapes and reason.</param>
    public OutOfDeviceMemoryException(string message)
        : base(message)
    {
    }
}
