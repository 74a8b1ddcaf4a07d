using System.CommandLine;
using System.Globalization;
using PerturbSeg.Imaging;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The option for photos that are larger than most: files are judged by their headers, so that one of a few bytes does not take all memory.</summary>
internal sealed class LargestPhotoOption
{
    private const double Million = 1e6;

    /// <summary>The option.</summary>
    public Option<double> Option { get; } = new("--max-megapixels")
    {
        Description = "The most megapixels that a photo may have; a photo takes about 3 MB of memory a megapixel, and more while it is worked on.",
        HelpName = "number",
        DefaultValueFactory = _ => PhotoDecoder.DefaultMaxPixels / Million,
    };

    /// <summary>The most pixels.</summary>
    /// <exception cref="UserErrorException">The number is out of its range.</exception>
    public long Pixels(ParseResult parsed)
    {
        double megapixels = parsed.GetValue(Option);
        return megapixels > 0 && megapixels <= PhotoDecoder.LargestMaxPixels / Million
            ? Math.Max(1, (long)(megapixels * Million))
            : throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"--max-megapixels {megapixels} is out of range: give up to {PhotoDecoder.LargestMaxPixels / Million}."));
    }
}
