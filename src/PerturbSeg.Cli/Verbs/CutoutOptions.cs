using System.CommandLine;
using PerturbSeg.Outputs;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The options that say what cut-outs look like.</summary>
internal sealed class CutoutOptions
{
    private readonly Option<string?> _background = new("--background")
    {
        Description = "What cut-outs are laid over: white, a colour such as #ff8000, or a photo. Left out, they are transparent.",
        HelpName = "white|#rrggbb|photo",
    };

    private readonly Option<int?> _crop = new("--crop")
    {
        Description = "Crop cut-outs to their objects and so many pixels around.",
        HelpName = "margin",
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_background);
        command.Add(_crop);
    }

    /// <summary>The outputs with the cut-outs that the options ask for.</summary>
    /// <exception cref="UserErrorException">A value is wrong, or there are no cut-outs among the outputs.</exception>
    public SegmentationOutputs Apply(ParseResult parsed, SegmentationOutputs outputs)
    {
        string? background = parsed.GetValue(_background);
        int? margin = parsed.GetValue(_crop);
        if (background is null && margin is null)
            return outputs;
        if (margin < 0)
            throw new UserErrorException($"--crop {margin} is out of range: give the pixels around the object, from 0.");
        return outputs.WithCutouts(new CutoutOutput { Background = background is null ? null : CutoutBackground.Parse(background), CropMargin = margin });
    }
}
