using System.Runtime.InteropServices;
using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>
/// libvips, started at the first call with the settings of this program. Where its native library is absent, the first call says which
/// package is missing, and everything that needs no photo files goes on working.
/// </summary>
internal static class ImagingLibrary
{
    private const int OldestMajor = 8, OldestMinor = 13; // the first that can shut readers of files off

    private const string Damaged = "the file is damaged or cut short";
    private const string Undecodable = "the file is in a compression that this libvips has no decoder for, so save it as JPEG or AVIF";

    // How libheif says so, of HEVC above all; and what libvips notes down while it looks for the end of a file.
    private const string NoDecoder = "has not been built in", SeekNote = "source: bad seek";

    private static readonly Lazy<UserErrorException?> Problem = new(Start);

    // libvips keeps one error buffer for the whole process. Calls share this lock; the one that must read the buffer takes it alone.
    private static readonly ReaderWriterLockSlim ErrorBuffer = new();

    /// <summary>Reads a file.</summary>
    /// <param name="body">The work; done twice where libvips fails, so that the words read from its error buffer are its own.</param>
    /// <exception cref="PhotoFormatException">libvips refused the file.</exception>
    /// <exception cref="UserErrorException">The native library is missing.</exception>
    internal static T Read<T>(Func<T> body)
        => Run(body, words => new PhotoFormatException(
            PhotoProblem.Unreadable, (words.Contains(NoDecoder, StringComparison.Ordinal) ? Undecodable : Damaged) + InBrackets(words)));

    /// <summary>Works on pixels.</summary>
    /// <param name="body">The work; done twice where libvips fails.</param>
    /// <exception cref="InvalidOperationException">libvips ran out of something.</exception>
    /// <exception cref="UserErrorException">The native library is missing.</exception>
    internal static T Process<T>(Func<T> body)
        => Run(body, words => new ImagingException($"The imaging library failed{InBrackets(words)}."));

    /// <summary>Makes sure that libvips runs, with the settings of this program.</summary>
    /// <exception cref="UserErrorException">The native library is missing.</exception>
    internal static void Require()
    {
        if (Problem.Value is { } problem)
            throw new UserErrorException(problem.Message, problem);
    }

    /// <summary>The sentence for a user whose machine lacks the native library.</summary>
    /// <param name="platform">The runtime identifier of the machine, such as linux-x64.</param>
    internal static string Explain(string platform)
        => $"Photos cannot be read or written because libvips does not load: put the library of the NuGet package NetVips.Native.{platform} beside the program, or install libvips {OldestMajor}.{OldestMinor} or later.";

    private static T Run<T>(Func<T> body, Func<string, Exception> refusal)
    {
        Require();
        ErrorBuffer.EnterReadLock();
        try
        {
            return body();
        }
        catch (VipsException)
        {
            // Its words may be those of another thread.
        }
        finally
        {
            ErrorBuffer.ExitReadLock();
        }

        ErrorBuffer.EnterWriteLock();
        try
        {
            _ = new VipsException(string.Empty); // empties the buffer
            return body();
        }
        catch (VipsException exception)
        {
            throw refusal(FirstWords(exception.Message));
        }
        finally
        {
            ErrorBuffer.ExitWriteLock();
        }
    }

    // NetVips names the failed call in the first line; the words of libvips follow.
    private static string FirstWords(string message)
        => message.Split('\n', StringSplitOptions.TrimEntries).Skip(1)
            .FirstOrDefault(line => !line.StartsWith(SeekNote, StringComparison.Ordinal))?.TrimEnd(' ', '.') ?? string.Empty;

    private static string InBrackets(string words) => words.Length == 0 ? string.Empty : $" ({words})";

    private static UserErrorException? Start()
    {
        if (!ModuleInitializer.VipsInitialized)
            return new UserErrorException(Explain(RuntimeInformation.RuntimeIdentifier), ModuleInitializer.Exception);
        if (!NetVips.NetVips.AtLeastLibvips(OldestMajor, OldestMinor))
            return new UserErrorException(Explain(RuntimeInformation.RuntimeIdentifier));

        // Words about damaged files come back as messages; nothing is printed behind the caller's back.
        foreach (string domain in (string[])["VIPS", "GLib", "GLib-GObject"])
            Log.SetLogHandler(domain, Enums.LogLevelFlags.AllButFatal & ~Enums.LogLevelFlags.Error, (_, _, _) => { });
        // Of the readers of files, those of the formats that are offered stay.
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (string reader in EncodedPhoto.Readers)
            Operation.Block(reader, false);
        // Photos are decoded side by side, so one thread for each is right.
        NetVips.NetVips.Concurrency = 1;
        // The cache would hold on to results that point into the caller's memory.
        Cache.Max = 0;
        return null;
    }
}
