using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Cli.Verbs;

/// <summary>One photo from standard input, one output to standard output: <c>perturbseg segment --run RUN - &lt; a.jpg &gt; mask.png</c>.</summary>
internal static class StandardStreams
{
    /// <summary>What a user names instead of a photo.</summary>
    public const string Name = "-";

    private const string Example = "perturbseg segment --run RUN - < a.jpg > mask.png";
    private const int MostBytes = 256 << 20, TellingBytes = 512;
    private const string PhotoName = "stdin";

    /// <summary>Reads the photo.</summary>
    /// <param name="maxPixels">The most pixels that it may have.</param>
    /// <exception cref="UserErrorException">There is none, or it cannot be read.</exception>
    public static Photo Read(long maxPixels)
    {
        if (!Console.IsInputRedirected)
            throw new UserErrorException($"'{Name}' reads a photo from standard input, which is the terminal: give it one, as in {Example}.");
        using Stream input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        bool told = false;
        try
        {
            for (int read = input.Read(buffer); read > 0; read = input.Read(buffer))
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MostBytes)
                    throw new UserErrorException($"There are more than {MostBytes >> 20} MB on standard input, the limit of a photo's file: give it one photo, as in {Example}.");
                if (told || bytes.Length < TellingBytes)
                    continue;
                PhotoSignature.Tell(Written()); // what is no photo is not read to its end, which it may not have
                told = true;
            }

            if (bytes.Length == 0)
                throw new UserErrorException($"There is nothing on standard input: give it a photo, as in {Example}.");
            return new PhotoDecoder(maxPixels).Decode(Written());
        }
        catch (PhotoFormatException exception)
        {
            throw new UserErrorException($"What is on standard input cannot be used ({exception.Message}): give it a photo, as in {Example}.", exception);
        }

        ReadOnlySpan<byte> Written() => bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
    }

    /// <summary>Refuses outputs that are more than one file, before anything is done.</summary>
    /// <exception cref="UserErrorException">They are.</exception>
    public static void Check(SegmentationOutputs outputs)
    {
        if (outputs.Files.Count + outputs.Tables.Count + outputs.Datasets.Count != 1)
            throw new UserErrorException("Standard output takes one file, and --format asks for several: give one format that is a single file, such as mask.");
        if (!Console.IsOutputRedirected && outputs.Tables.Count == 0)
            throw new UserErrorException($"Standard output is the terminal, which shows no files: name one, as in {Example}.");
    }

    /// <summary>Segments the photo and writes the output.</summary>
    public static void Write(IPhotoSegmenter segmenter, Photo photo, SegmentationOutputs outputs, IBackgroundPainter? backgrounds, CancellationToken cancellation)
    {
        FoundObjects found = segmenter.Find([photo], cancellation)[0];
        var segmented = new SegmentedPhoto(PhotoName, photo, found) { Background = backgrounds?.Remove(photo, found.Mask) };
        using var file = new MemoryStream();
        foreach (ISegmentationOutput output in outputs.Files)
            output.Write(file, segmented);
        foreach (ISegmentationTable table in outputs.Tables)
            table.Write(file, [table.Entry(segmented)]);
        cancellation.ThrowIfCancellationRequested();
        using Stream standard = Console.OpenStandardOutput();
        file.WriteTo(standard);
        standard.Flush();
    }
}
