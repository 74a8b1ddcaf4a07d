namespace PerturbSeg.Files;

/// <summary>A file that cannot be written. The message is one sentence that names the file and the mend.</summary>
public sealed class FileWriteException : IOException
{
    // Numbers of Linux, and what Windows has in their place.
    private const int InputOutput = 5, Denied = 13, TooLarge = 27, NoSpace = 28, NoQuota = 122, WouldBlock = 11, WouldBlockOnMac = 35;
    private const int WindowsShared = unchecked((int)0x80070020);
    private const int WindowsFull = unchecked((int)0x80070070), WindowsHandleFull = unchecked((int)0x80070027);

    internal FileWriteException(string path, Exception cause)
        : base(Sentence(path, cause), cause) => HResult = NumberOf(cause);

    /// <summary>Whether the disk is full or failing, so that writing anything else there fails as well; otherwise it is the place that may not be written.</summary>
    public bool IsOfDisk => HResult is InputOutput or TooLarge or NoSpace or NoQuota or WindowsFull or WindowsHandleFull;

    /// <summary>Whether another process has the file.</summary>
    internal bool IsOfAnother => HResult is WouldBlock or WouldBlockOnMac or WindowsShared;

    private static int NumberOf(Exception cause) => cause is UnauthorizedAccessException ? Denied : cause.HResult;

    private static string Sentence(string path, Exception cause) => NumberOf(cause) switch
    {
        NoSpace or NoQuota or WindowsFull or WindowsHandleFull => $"'{path}' cannot be written because the disk is full: make room, and run it again.",
        TooLarge => $"'{path}' cannot be written because files may not become so large here: choose another disk, and run it again.",
        InputOutput => $"'{path}' cannot be written because the disk reports an error: check it, and run it again.",
        Denied => $"'{path}' cannot be written: choose a place that you may write to.",
        _ => $"'{path}' cannot be written ({Reason(cause.Message)}): choose another place.",
    };

    // "File name too long : '/a/b.pseg-1'": the file that is meant stands before.
    private static string Reason(string message) => message.Split(" : '", 2)[0].TrimEnd('.');
}
