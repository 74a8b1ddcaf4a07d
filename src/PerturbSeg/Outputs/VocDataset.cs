namespace PerturbSeg.Outputs;

/// <summary>A folder in the form of the PASCAL Visual Object Classes challenge.</summary>
/// <remarks>Form: the VOC2012 development kit; <c>labelmap.txt</c> is how CVAT and Datumaro learn of classes that are not the challenge's.</remarks>
internal static class VocDataset
{
    /// <summary>The name on the command line, and of the folder.</summary>
    public const string Format = "voc";

    /// <summary>The folder of the photos, without the folders above it.</summary>
    public const string Photos = "JPEGImages";

    /// <summary>The number of the class in class masks.</summary>
    public const byte Class = 1;

    /// <summary>The classes and their colours in the palette.</summary>
    public static DatasetFile LabelMap { get; } = new(
        $"{Format}/labelmap.txt",
        $"# label:color_rgb:parts:actions\nbackground:0,0,0::\n{ObjectClass.Name}:{VocPalette.Red(Class)},{VocPalette.Green(Class)},{VocPalette.Blue(Class)}::\n");
}
