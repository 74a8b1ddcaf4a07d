namespace PerturbSeg.Imaging;

/// <summary>A file cannot be used as a photo. The message is the reason, without a file name and without a full stop.</summary>
public sealed class PhotoFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">The kind of problem.</param>
    /// <param name="reason">What is wrong, without a full stop.</param>
    public PhotoFormatException(PhotoProblem problem, string reason)
        : base(reason) => Problem = problem;

    /// <summary>The kind of problem.</summary>
    public PhotoProblem Problem { get; }
}
