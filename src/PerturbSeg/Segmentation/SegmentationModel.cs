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
public sealed class SegmentationModel : IPhotoSegmenter, IDisposable
{
    private readonly RunFolder _run;
    private readonly IReadOnlyList<IMaskPredictor> _predictors;
    private readonly PhotoSegmenter[] _segmenters;
    private readonly ObjectSearch? _search;
    private readonly ObjectFraming _framing;
    private readonly int _mostObjects;
    private bool _disposed;

    private SegmentationModel(RunFolder run, string method, IReadOnlyList<IMaskPredictor> predictors, ObjectSearch? search, PhotoSegmenterOptions options)
    {
        _run = run;
        Method = method;
        _framing = ObjectFraming.Of(run);
        _search = search;
        _mostObjects = options.MostObjects;
        _predictors = predictors;
        _segmenters = [.. predictors.Select(predictor => new PhotoSegmenter(predictor, options))];
    }

    /// <summary>How it segments: one of <see cref="FitMethods.Segmenting"/>.</summary>
    public string Method { get; }

    /// <summary>Opens what was fitted in a run folder.</summary>
    /// <param name="path">The run folder: <c>config.json</c> and a fitted network; an encoder also needs its checkpoint.</param>
    /// <param name="method">One of <see cref="FitMethods.Segmenting"/>; null takes the first of them that was fitted.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="options">What is done to photos and masks around the networks; null takes the defaults.</param>
    /// <returns>A model that the caller disposes.</returns>
    /// <exception cref="UserErrorException">
    /// There is no such run, nothing was fitted in it, or its file is damaged or of another version; the message says what to do.
    /// </exception>
    public static SegmentationModel Load(string path, string? method = null, Device device = default, PhotoSegmenterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var run = RunFolder.Open(path);
        method ??= FitMethods.All.FirstOrDefault(known => File.Exists(FittedNetworkFile.PathIn(run, known))) ?? FitMethods.All[0];
        return Open(run, method, device, options);
    }

    /// <summary>Opens what was fitted in a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="method">One of <see cref="FitMethods.Segmenting"/>.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="options">What is done to photos and masks around the networks; null takes the defaults.</param>
    /// <returns>A model that the caller disposes.</returns>
    /// <exception cref="UserErrorException">As for <see cref="Load"/>.</exception>
    public static SegmentationModel Open(RunFolder run, string method, Device device = default, PhotoSegmenterOptions? options = null)
    {
        options ??= new PhotoSegmenterOptions();
        var predictors = new List<IMaskPredictor>();
        try
        {
            foreach (string single in method == FitMethods.Both ? FitMethods.All : [method])
                predictors.Add(MaskPredictors.Open(run, single, device, options.Styles));
            ObjectSearch? search = options.SmallestWindow is { } smallest ? ObjectSearch.Of(run, predictors[0], smallest, options.Precision) : null;
            return new SegmentationModel(run, method, predictors, search, options);
        }
        catch
        {
            predictors.ForEach(predictor => predictor.Dispose());
            throw;
        }
    }

    /// <summary>Finds the object of a photo.</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <returns>A mask of the photo's size.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Mask Segment(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return Segment([photo])[0];
    }

    /// <summary>Finds the objects of several photos at once, which takes less time than one after the other.</summary>
    /// <param name="photos">Photos of any sizes.</param>
    /// <param name="cancellation">Ends a search; what follows it is short.</param>
    /// <returns>A mask for each, of its photo's size: with several networks the mean of theirs, in the window that each saw.</returns>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_search is null)
            return SegmentWhole(photos);
        ObjectWindow[] windows = [.. photos.Select(photo => _search.Find(photo, cancellation))];
        Mask[] masks = SegmentWhole([.. photos.Zip(windows, (photo, window) => window.CutFrom(photo))]);
        return [.. photos.Select((photo, i) => masks[i].Within(windows[i], photo.Width, photo.Height))];
    }

    /// <inheritdoc/>
    /// <remarks>Objects are told apart where they are searched for (<see cref="PhotoSegmenterOptions.SmallestWindow"/>).</remarks>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_search is null || _mostObjects == 1)
            return [.. Segment(photos, cancellation).Select(FoundObjects.One)];
        return [.. photos.Select(photo =>
        {
            var gathered = new GatheredObjects(photo.Width, photo.Height);
            foreach (ObjectWindow window in _search.FindSeveral(photo, _mostObjects, cancellation))
                gathered.Add(window, SegmentWhole([window.CutFrom(photo)])[0]);
            return gathered.Finish();
        })];
    }

    /// <summary>Opens what takes objects out of photos: with the model's own encoder where it has one, else with the run's.</summary>
    /// <returns>
    /// A painter that the caller disposes, and does not use once the model was disposed; null where no encoder was fitted. An encoder of the model
    /// stays the model's.
    /// </returns>
    /// <remarks>Backgrounds are painted as the encoder sees them at once: <see cref="PhotoSegmenterOptions.Styles"/> is for masks.</remarks>
    /// <exception cref="UserErrorException">The run's encoder is damaged or was fitted to an older checkpoint.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public BackgroundPainter? OpenBackgroundPainter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _predictors.OfType<EncoderPredictor>().FirstOrDefault() is { } encoder
            ? new BackgroundPainter(encoder.WithoutRefinement(), _framing, ownsEncoder: false)
            : BackgroundPainter.Open(_run, _predictors[0].Device);
    }

    /// <summary>Frees the networks, also of painters that share them. No call may be under way.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (IMaskPredictor predictor in _predictors)
            predictor.Dispose();
    }

    private Mask[] SegmentWhole(IReadOnlyList<Photo> photos)
    {
        Mask[] first = _segmenters[0].Segment(photos);
        if (_segmenters.Length == 1)
            return first;
        // An encoder knows objects as photos of the training show them; the segmenter says where they are.
        ObjectWindow[] windows = [.. first.Select(_framing.Around)];
        Mask[] second = _segmenters[1].Segment([.. photos.Zip(windows, (photo, window) => window.CutFrom(photo))]);
        return [.. first.Select((mask, i) => Mask.Mean([mask, mask.With(windows[i], second[i])]))];
    }
}
