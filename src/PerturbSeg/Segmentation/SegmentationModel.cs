using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Segments photos with a fitted segmenter: the whole of what <c>perturbseg segment</c> does to a photo, for programs.
/// <code>
/// using var model = SegmentationModel.Load("run");
/// Mask mask = model.Segment(Photo.Load("cat.jpg"));
/// mask.SavePng("cat-mask.png");
/// </code>
/// </summary>
/// <remarks>
/// Threads may share a model and call it at once; the same photo gives the same bits on each. A call computes on the thread that makes it:
/// programs that have many photos call on as many threads as there are cores.
/// </remarks>
public sealed class SegmentationModel : IPhotoSegmenter, IDisposable
{
    private const string FileName = "segmenter.onnx", WeightsName = "segmenter.safetensors";
    private readonly OnnxSegmenter _network;
    private readonly IPhotoSegmenter _segmenter;
    private bool _disposed;

    private SegmentationModel(string file, OnnxSegmenter network, PhotoSegmenterOptions options)
    {
        (FilePath, _network) = (file, network);
        _segmenter = SearchingSegmenter.Around(
            new PhotoSegmenter(network, options), network, Facts.Limits, new ObjectFraming(Facts.ObjectShare, Facts.Fit), options);
    }

    /// <summary>The file that it was opened from.</summary>
    public string FilePath { get; }

    /// <summary>What the file says of the segmenter.</summary>
    public SegmenterFacts Facts => _network.Facts;

    /// <inheritdoc/>
    public int PhotosAtOnce => _segmenter.PhotosAtOnce;

    /// <summary>Where the segmenter of a run folder lies.</summary>
    /// <param name="run">The run folder.</param>
    public static string PathIn(string run) => Path.Combine(run, FileName);

    /// <summary>Opens a fitted segmenter.</summary>
    /// <param name="path">A run folder with a <c>segmenter.onnx</c>, or such a file.</param>
    /// <param name="options">What is done to photos and masks around the network; null takes the defaults.</param>
    /// <returns>A model that the caller disposes.</returns>
    /// <exception cref="UserErrorException">
    /// There is no such folder or file, or it is damaged, of another version or no segmenter; the message says what to do.
    /// </exception>
    public static SegmentationModel Load(string path, PhotoSegmenterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string file = Directory.Exists(path) ? FileIn(path) : path;
        return new SegmentationModel(file, OnnxSegmenter.Open(file), options ?? new PhotoSegmenterOptions());
    }

    /// <summary>Finds the object of a photo, or all of them where they are searched for (<see cref="PhotoSegmenterOptions.SmallestWindow"/>).</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <param name="cancellation">Ends a search between two windows.</param>
    /// <returns>A mask of the photo's size.</returns>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="UserErrorException">The network gives values that are no numbers: its file is damaged.</exception>
    public Mask Segment(Photo photo, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return Segment([photo], cancellation)[0];
    }

    /// <summary>Finds the objects of several photos.</summary>
    /// <param name="photos">Photos of any sizes.</param>
    /// <param name="cancellation">Ends it within some 16 photos, and a search between two windows.</param>
    /// <returns>A mask for each, of its photo's size.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="UserErrorException">The network gives values that are no numbers: its file is damaged.</exception>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _segmenter.Segment(photos, cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>Objects are told apart where they are searched for (<see cref="PhotoSegmenterOptions.SmallestWindow"/>).</remarks>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="UserErrorException">The network gives values that are no numbers: its file is damaged.</exception>
    public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _segmenter.Find(photos, cancellation);
    }

    /// <summary>Frees the network. No call may be under way.</summary>
    public void Dispose()
    {
        _disposed = true;
        _network.Dispose();
    }

    private static string FileIn(string folder)
    {
        string path = PathIn(folder);
        if (File.Exists(path))
            return path;
        throw new UserErrorException(File.Exists(Path.Combine(folder, WeightsName))
            ? $"The segmenter of '{folder}' has no {FileName} yet: write it with {ShellWords.Command("export", "--run", folder, "--onnx", path)}."
            : $"'{folder}' has no {FileName}: fit a segmenter with {ShellWords.Command("fit", "--run", folder)} first.");
    }
}
