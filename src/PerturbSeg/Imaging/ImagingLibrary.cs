using System.Runtime.InteropServices;
using System.Text;

namespace PerturbSeg.Imaging;

/// <summary>
/// The native imaging library (native/imaging/imaging.h), loaded at the first call. It is optional: where it or libvips is absent,
/// the first call says which package is missing, and everything that needs no photo files goes on working.
/// </summary>
internal static unsafe partial class ImagingLibrary
{
    private const string Library = "perturbseg_imaging";
    private const int AbiVersion = 2;
    private const int MessageBytes = 512;

    private static readonly Lazy<UserErrorException?> Problem = new(FindProblem);

    /// <summary>A call that reports a status and writes its message into a buffer of a given capacity.</summary>
    internal delegate int NativeCall(byte* message, int capacity);

    /// <summary>Makes a native call and turns its status into an exception.</summary>
    /// <exception cref="PhotoFormatException">The file cannot be used as a photo.</exception>
    /// <exception cref="UserErrorException">The native library or libvips is not installed.</exception>
    internal static void Call(NativeCall call)
    {
        if (Problem.Value is { } problem)
            throw new UserErrorException(problem.Message, problem);
        byte* message = stackalloc byte[MessageBytes];
        message[0] = 0;
        var status = (ImagingStatus)call(message, MessageBytes);
        if (status == ImagingStatus.Ok)
            return;
        string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message));
        throw status switch
        {
            ImagingStatus.Unreadable => new PhotoFormatException(PhotoProblem.Unreadable, text),
            ImagingStatus.TooLarge => new PhotoFormatException(PhotoProblem.TooLarge, text),
            ImagingStatus.TooSmall => new PhotoFormatException(PhotoProblem.TooSmall, text),
            ImagingStatus.BadArgument => new ArgumentException(text),
            _ => new InvalidOperationException($"The imaging library failed: {text}."),
        };
    }

    /// <summary>The sentence for a user whose machine lacks a library.</summary>
    /// <param name="loaderMessage">What the loader said.</param>
    internal static string Explain(string loaderMessage) => loaderMessage.Contains("libvips", StringComparison.Ordinal)
        ? "Photos cannot be read or written because libvips is not installed: install the package libvips42 (apt-get install libvips42)."
        : "Photos cannot be read or written because libperturbseg_imaging.so is not beside the program: install the package libvips-dev and build it with native/imaging/build.sh.";

    [LibraryImport(Library, EntryPoint = "pseg_imaging_read_header")]
    internal static partial int ReadHeader(
        byte* data, long size, int* format, int* width, int* height, byte* message, int capacity);

    [LibraryImport(Library, EntryPoint = "pseg_imaging_decode")]
    internal static partial int Decode(
        byte* data, long size, int channels, ImagingLimits* limits, byte** pixels, int* width, int* height, byte* message, int capacity);

    [LibraryImport(Library, EntryPoint = "pseg_imaging_decode_square")]
    internal static partial int DecodeSquare(
        byte* data, long size, int channels, ImagingLimits* limits, int side, int crop, byte* pixels, byte* message, int capacity);

    [LibraryImport(Library, EntryPoint = "pseg_imaging_resize")]
    internal static partial int Resize(
        byte* pixels, int width, int height, int channels, int filter, byte* output, int outputWidth, int outputHeight,
        byte* message, int capacity);

    [LibraryImport(Library, EntryPoint = "pseg_imaging_resize_float")]
    internal static partial int ResizeFloat(
        float* pixels, int width, int height, int filter, float* output, int outputWidth, int outputHeight, byte* message, int capacity);

    [LibraryImport(Library, EntryPoint = "pseg_imaging_free")]
    internal static partial void Free(void* buffer);

    [LibraryImport(Library, EntryPoint = "pseg_imaging_abi_version")]
    private static partial int ReadAbiVersion();

    private static UserErrorException? FindProblem()
    {
        try
        {
            int version = ReadAbiVersion();
            return version == AbiVersion
                ? null
                : new UserErrorException(
                    $"libperturbseg_imaging.so has interface {version}, but this program needs {AbiVersion}: build it again with native/imaging/build.sh.");
        }
        catch (DllNotFoundException exception)
        {
            return new UserErrorException(Explain(exception.Message), exception);
        }
    }
}
