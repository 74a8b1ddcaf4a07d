namespace PerturbSeg.Imaging;

/// <summary>Why a file cannot be used as a photo.</summary>
public enum PhotoProblem
{
    /// <summary>It is of no format that is read, or it is damaged or cut short.</summary>
    Unreadable,

    /// <summary>Its header announces more pixels than the limit; nothing was decoded.</summary>
    TooLarge,

    /// <summary>Its header announces a side shorter than the limit; nothing was decoded.</summary>
    TooSmall,
}
