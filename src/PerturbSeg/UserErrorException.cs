namespace PerturbSeg;

/// <summary>
/// A mistake of the user's (a missing file, a bad value, an unreadable run folder). The message is one sentence that names the
/// value and the mend; the command line prints it alone and exits with code 2.
/// </summary>
public sealed class UserErrorException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One sentence: what is wrong, with the value, and how to mend it.</param>
    public UserErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with the failure that led to it.</summary>
    /// <param name="message">One sentence: what is wrong, with the value, and how to mend it.</param>
    /// <param name="innerException">The failure underneath, for the log.</param>
    public UserErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
