using System.Globalization;
using PerturbSeg.Files;

namespace PerturbSeg.Metrics;

/// <summary>The scores of each photo as CSV with a head line, for sorting and plotting elsewhere.</summary>
/// <remarks>Form: RFC 4180, with line feeds.</remarks>
public static class PhotoScoreTable
{
    private const string Head =
        "photo,width,height,object_share,found_share,iou,iou_background,accuracy,precision,recall,f_measure,boundary_f,doubt";

    /// <summary>Saves the table; the file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace; its folder is made when missing.</param>
    /// <param name="photos">The photos, in the order of the lines.</param>
    public static void Save(string path, IEnumerable<PhotoScore> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        AtomicFile.WriteText(path, string.Concat(photos.Select(Line).Prepend(Head).Select(line => line + "\n")));
    }

    private static string Line(PhotoScore photo) => string.Create(
        CultureInfo.InvariantCulture,
        $"{CsvField.Quote(photo.Photo)},{photo.Width},{photo.Height},{photo.ObjectShare:0.######},{photo.FoundShare:0.######},{photo.Iou:0.######},{photo.IouBackground:0.######},{photo.Accuracy:0.######},{photo.Precision:0.######},{photo.Recall:0.######},{photo.FMeasure:0.######},{photo.BoundaryF:0.######},{photo.Doubt:0.######}");
}
