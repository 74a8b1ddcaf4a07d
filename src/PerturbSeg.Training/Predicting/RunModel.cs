using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Predicting;

/// <summary>
/// Segments photos with whatever was fitted in a run: what <see cref="SegmentationModel"/> does with the segmenter alone, and by the encoder too.
/// </summary>
public sealed class RunModel : IPhotoSegmenter, IDisposable
{
    private readonly RunFolder _run;
    private readonly OnnxSegmenter? _network;
    private readonly EncoderPredictor? _encoder;
    private readonly IPhotoSegmenter _segmenter;

    private RunModel(RunFolder run, string method, OnnxSegmenter? network, EncoderPredictor? encoder, PhotoSegmenterOptions options)
    {
        (_run, Method, _network, _encoder) = (run, method, network, encoder);
        Digest = string.Join(' ', new[] { network?.Digest, encoder is null ? null : FileDigest.Of(run.EncoderPath) }.OfType<string>());
        ObjectFraming framing = TrainedObjects.Framing(run);
        IPhotoSegmenter? first = network is null ? null : new PhotoSegmenter(network, options);
        IPhotoSegmenter? second = encoder is null ? null : new PhotoSegmenter(encoder, options);
        IMaskPredictor searching = network is null ? encoder!.WithoutRefinement() : network;
        _segmenter = SearchingSegmenter.Around(
            first is not null && second is not null ? new JointSegmenter(first, second, framing) : first ?? second!,
            searching,
            TrainedObjects.Limits(run.Configuration.Options),
            framing,
            options);
    }

    /// <summary>How it segments: one of <see cref="FitMethods.Segmenting"/>.</summary>
    public string Method { get; }

    /// <summary>What tells it from models of other runs and fits: the digests of the files that were fitted.</summary>
    public string Digest { get; }

    /// <inheritdoc/>
    public int PhotosAtOnce => _segmenter.PhotosAtOnce;

    /// <summary>Opens what was fitted in a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="method">One of <see cref="FitMethods.Segmenting"/>.</param>
    /// <param name="options">What is done to photos and masks around the networks; null takes the defaults.</param>
    /// <param name="encoding">Where and how an encoder computes; null takes the defaults.</param>
    /// <param name="remark">Is told in a sentence where a file had to be written first.</param>
    /// <returns>A model that the caller disposes.</returns>
    /// <exception cref="UserErrorException">
    /// Nothing was fitted in the run that could do it, or its file is damaged, of another version or, for encoders, fitted to an older checkpoint.
    /// </exception>
    public static RunModel Open(
        RunFolder run, string method, PhotoSegmenterOptions? options = null, EncodingOptions? encoding = null, Action<string>? remark = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!FitMethods.Segmenting.Contains(method))
            throw new UserErrorException($"'{method}' is no method; choose from {string.Join(", ", FitMethods.Segmenting)}.");
        OnnxSegmenter? network = method == FitMethods.Encoder ? null : OpenSegmenter(run, remark);
        try
        {
            EncoderPredictor? encoder = method == FitMethods.Segmenter ? null : FittedEncoder.Open(run, encoding);
            return new RunModel(run, method, network, encoder, options ?? new PhotoSegmenterOptions());
        }
        catch
        {
            network?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the segmenter of a run, and writes its <c>segmenter.onnx</c> first where it is missing: versions before 0.3 wrote none, and a fit may have been killed.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="remark">Is told in a sentence where that was done.</param>
    /// <returns>A network that the caller disposes.</returns>
    /// <exception cref="UserErrorException">There is none, or its file is damaged or of another version.</exception>
    internal static OnnxSegmenter OpenSegmenter(RunFolder run, Action<string>? remark = null)
    {
        string path = SegmentationModel.PathIn(run.FolderPath);
        while (true)
        {
            if (!File.Exists(path))
            {
                SegmenterFile.WriteFor(run, path);
                remark?.Invoke($"{path} was missing, and was written from {run.SegmenterPath}.");
            }

            try
            {
                return OnnxSegmenter.Open(path);
            }
            catch (UserErrorException) when (!File.Exists(path))
            {
                // A fit has ended just now, and is about to replace it.
            }
        }
    }

    /// <summary>Finds the objects of several photos at once.</summary>
    /// <param name="photos">Photos of any sizes.</param>
    /// <param name="cancellation">Ends a search; what follows it is short.</param>
    /// <returns>A mask for each, of its photo's size: with both networks the mean of theirs, in the window that each saw.</returns>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return _segmenter.Segment(photos, cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>Objects are told apart where they are searched for (<see cref="PhotoSegmenterOptions.SmallestWindow"/>).</remarks>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return _segmenter.Find(photos, cancellation);
    }

    /// <summary>Opens what takes objects out of photos: with the model's own encoder where it has one, else with the run's.</summary>
    /// <param name="encoding">Where and how an encoder of the run computes that the model has not; null takes the defaults.</param>
    /// <returns>
    /// A painter that the caller disposes, and does not use once the model was disposed; null where no encoder was fitted. An encoder of the model
    /// stays the model's.
    /// </returns>
    /// <remarks>Backgrounds are painted as the encoder sees them at once: refinement is for masks.</remarks>
    /// <exception cref="UserErrorException">The run's encoder is damaged or was fitted to an older checkpoint.</exception>
    public BackgroundPainter? OpenBackgroundPainter(EncodingOptions? encoding = null) => _encoder is { } encoder
        ? new BackgroundPainter(encoder.WithoutRefinement(), TrainedObjects.Framing(_run), ownsEncoder: false)
        : BackgroundPainter.Open(_run, encoding);

    /// <summary>Frees the networks, also of painters that share them. No call may be under way.</summary>
    public void Dispose()
    {
        _network?.Dispose();
        _encoder?.Dispose();
    }
}
