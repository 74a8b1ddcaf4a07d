using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Segments photos with a trained run: the whole of what <c>perturbseg segment</c> does to a photo, for programs.
/// <code>
/// using var model = SegmentationModel.Load("run");
/// Mask mask = model.Segment(Photo.Load("cat.jpg"));
/// mask.SavePng("cat-mask.png");
/// </code>
/// </summary>
/// <remarks>
/// Threads may share a model and call it at once; the same photo gives the same bits on each. How many threads each call computes with is
/// <see cref="TorchRuntime.Threads"/>: programs that segment on many threads set it to 1 before the first call.
/// </remarks>
public sealed class SegmentationModel : IDisposable
{
    private readonly IMaskPredictor _predictor;
    private readonly PhotoSegmenter _segmenter;
    private bool _disposed;

    private SegmentationModel(IMaskPredictor predictor)
    {
        _predictor = predictor;
        _segmenter = new PhotoSegmenter(predictor);
    }

    /// <summary>How it segments: one of <see cref="FitMethods.All"/>.</summary>
    public string Method => _predictor.Method;

    /// <summary>Opens what was fitted in a run folder.</summary>
    /// <param name="path">The run folder: <c>config.json</c> and a fitted network; an encoder also needs its checkpoint.</param>
    /// <param name="method">One of <see cref="FitMethods.All"/>; null takes the first of them that was fitted.</param>
    /// <param name="device">Where to compute.</param>
    /// <returns>A model that the caller disposes.</returns>
    /// <exception cref="UserErrorException">
    /// There is no such run, nothing was fitted in it, or its file is damaged or of another version; the message says what to do.
    /// </exception>
    public static SegmentationModel Load(string path, string? method = null, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var run = RunFolder.Open(path);
        method ??= FitMethods.All.FirstOrDefault(known => File.Exists(FittedNetworkFile.PathIn(run, known))) ?? FitMethods.All[0];
        return new SegmentationModel(MaskPredictors.Open(run, method, device));
    }

    /// <summary>Finds the object of a photo.</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <returns>A mask of the photo's size.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Mask Segment(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _segmenter.Segment(photo);
    }

    /// <summary>Finds the objects of several photos at once, which takes less time than one after the other.</summary>
    /// <param name="photos">Photos of any sizes.</param>
    /// <returns>A mask for each, of its photo's size.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyList<Mask> Segment(IReadOnlyList<Photo> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _segmenter.Segment(photos);
    }

    /// <summary>Frees the networks. No call may be under way.</summary>
    public void Dispose()
    {
        _disposed = true;
        _predictor.Dispose();
    }
}
