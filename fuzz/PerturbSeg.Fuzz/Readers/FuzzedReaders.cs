using PerturbSeg.Imaging;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>All that reads files or requests, by name. What is not here: run lengths and CSV of scores are written only, TorchScript modules are programs, encoders are read as segmenters are, and caches are the program's own.</summary>
internal static class FuzzedReaders
{
    /// <summary>The readers, made when asked for.</summary>
    public static IReadOnlyDictionary<string, Func<Reader>> All { get; } = new OrderedDictionary<string, Func<Reader>>
    {
        ["safetensors"] = TensorReaders.Safetensors,
        ["packed-set"] = TensorReaders.PackedSet,
        ["checkpoint"] = TensorReaders.Checkpoint,
        ["resume"] = TensorReaders.WholeCheckpoint,
        ["segmenter"] = TensorReaders.Segmenter,
        ["torch-zip"] = () => TensorReaders.TorchSave(old: false),
        ["torch-old"] = () => TensorReaders.TorchSave(old: true),
        ["published-zip"] = () => TensorReaders.Published(old: false),
        ["published-old"] = () => TensorReaders.Published(old: true),
        ["onnx"] = ModelReaders.Onnx,
        ["npy"] = SourceReaders.Npy,
        ["lmdb"] = SourceReaders.Lmdb,
        ["zip"] = SourceReaders.Zip,
        ["jpeg"] = () => PhotoReaders.Of(PhotoFormat.Jpeg),
        ["png"] = () => PhotoReaders.Of(PhotoFormat.Png),
        ["webp"] = () => PhotoReaders.Of(PhotoFormat.WebP),
        ["gif"] = () => PhotoReaders.Of(PhotoFormat.Gif),
        ["tiff"] = () => PhotoReaders.Of(PhotoFormat.Tiff),
        ["avif"] = () => PhotoReaders.Of(PhotoFormat.Avif),
        ["heif"] = () => PhotoReaders.Of(PhotoFormat.Heif),
        ["config"] = JsonReaders.Configuration,
        ["set-option"] = JsonReaders.SettingChange,
        ["study"] = JsonReaders.Study,
        ["study-plan"] = JsonReaders.StudyPlan,
        ["learn-journal"] = JsonReaders.Journal,
        ["metrics"] = JsonReaders.Metrics,
        ["decisions"] = JsonReaders.Decisions,
        ["evaluation"] = JsonReaders.Evaluation,
        ["evaluation-part"] = PartReaders.Evaluation,
        ["score-part"] = PartReaders.Score,
        ["coco"] = JsonReaders.Coco,
        ["areas"] = JsonReaders.Areas,
        ["correction"] = JsonReaders.Correction,
        ["http-photo"] = RequestReader.Photos,
        ["http-form"] = RequestReader.Forms,
        ["http-decision"] = RequestReader.Decisions,
    };
}
