namespace PerturbSeg.Imaging;

/// <summary>How a photo becomes a square.</summary>
public enum PackFit
{
    /// <summary>The whole photo is resized to the square, its aspect lost: the published way.</summary>
    Stretch,

    /// <summary>The largest centred square is cut out and resized, the aspect kept.</summary>
    Crop,
}

/// <summary>How fits are written, on the command line and in packed sets.</summary>
public static class PackFitWords
{
    /// <summary>The word.</summary>
    /// <param name="fit">One of the two.</param>
    public static string Word(this PackFit fit) => fit == PackFit.Crop ? "crop" : "stretch";

    /// <summary>The fit of a word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>Null for another word.</returns>
    public static PackFit? Parse(string word) => word switch
    {
        "stretch" => PackFit.Stretch,
        "crop" => PackFit.Crop,
        _ => null,
    };
}
