namespace PerturbSeg.Imaging;

/// <summary>The status codes of the native imaging library, as in native/imaging/imaging.h.</summary>
internal enum ImagingStatus
{
    Ok = 0,
    BadArgument = 1,
    Unreadable = 2,
    TooLarge = 3,
    TooSmall = 4,
    Failed = 5,
}
