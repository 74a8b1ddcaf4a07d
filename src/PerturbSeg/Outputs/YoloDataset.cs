namespace PerturbSeg.Outputs;

/// <summary>A folder that Ultralytics YOLO trains on: photos, labels and <c>data.yaml</c>.</summary>
/// <remarks>Form: the data set format of Ultralytics YOLO. Paths are relative to the folder of <c>data.yaml</c>, so that it may be moved.</remarks>
internal static class YoloDataset
{
    /// <summary>The name on the command line, and of the folder.</summary>
    public const string Format = "yolo";

    /// <summary>The folder of the photos.</summary>
    public const string Images = $"{Format}/images";

    /// <summary>What there is, and where.</summary>
    public static DatasetFile Description { get; } = new(
        $"{Format}/data.yaml",
        $"""
        # Photos and labels by PerturbSeg. For figures that mean something, move some photos and labels to folders of their own and name those in val.
        train: images
        val: images
        nc: 1
        names:
          0: {ObjectClass.Name}

        """);
}
