using Microsoft.ML.OnnxRuntime;
using PerturbSeg.Files;
using PerturbSeg.Imaging;

namespace PerturbSeg.Segmentation;

/// <summary>A fitted segmenter, as <c>segmenter.onnx</c> has it, on ONNX Runtime: one thread a call, and threads may call it at once.</summary>
public sealed class OnnxSegmenter : IMaskPredictor
{
    private const string Input = "images", Output = "logits";
    private const int Channels = 3;
    private const int LargestFile = 1 << 28;
    private static readonly string[] Inputs = [Input];
    private static readonly string[] Outputs = [Output];
    private readonly InferenceSession _session;
    private volatile bool _disposed;
    private readonly RunOptions _run = new();

    private readonly string _path;

    private OnnxSegmenter(string path, InferenceSession session, SegmenterFacts facts, string digest) => (_path, _session, Facts, Digest) = (path, session, facts, digest);

    /// <summary>What the file says of the network.</summary>
    public SegmenterFacts Facts { get; }

    /// <summary>What tells its file from any other (<see cref="FileDigest"/>).</summary>
    public string Digest { get; }

    /// <inheritdoc/>
    public int Side => Facts.Side;

    /// <inheritdoc/>
    public PackFit Fit => Facts.Fit;

    /// <inheritdoc/>
    public bool KnowsCloseUps => true;

    /// <inheritdoc/>
    public int PhotosAtOnce => 1;

    /// <summary>Opens a file.</summary>
    /// <param name="path">A <c>segmenter.onnx</c> of 'perturbseg fit' or 'perturbseg export'.</param>
    /// <returns>A network that the caller disposes.</returns>
    /// <exception cref="UserErrorException">The file is missing, damaged, too large, of another version, or no segmenter; or ONNX Runtime's library is missing.</exception>
    public static OnnxSegmenter Open(string path)
    {
        byte[] file = Read(path);
        InferenceSession? session = null;
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // what is wrong with a file comes back as an exception
            };
            session = new InferenceSession(file, options);
            var facts = SegmenterFacts.Of(MetadataOf(session));
            RequireShape(session.InputMetadata, Input, Channels, facts.Side);
            RequireShape(session.OutputMetadata, Output, 1, facts.Side);
            return new OnnxSegmenter(path, session, facts, FileDigest.Of(file));
        }
        catch (FormatException wrong)
        {
            session?.Dispose();
            throw Unusable(path, wrong.Message, wrong);
        }
        catch (OnnxRuntimeException wrong)
        {
            session?.Dispose();
            throw Unusable(path, "it is damaged, or no ONNX file", wrong);
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException)
        {
            throw new UserErrorException(
                "Photos cannot be segmented because ONNX Runtime does not load: put the library of the NuGet package Microsoft.ML.OnnxRuntime for this platform beside the program.", exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no image, or not a whole number of them.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    /// <exception cref="UserErrorException">The network's weights are damaged: it cannot be run, or gives values that are no numbers.</exception>
    public float[] Predict(float[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        ObjectDisposedException.ThrowIf(_disposed, this); // ONNX Runtime would read what was freed
        int length = Channels * Side * Side;
        if (images.Length == 0 || images.Length % length != 0)
            throw new ArgumentException($"{images.Length} values are not a whole number of images [3, {Side}, {Side}].", nameof(images));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(images, [images.Length / length, Channels, Side, Side]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = Run(input);
        float[] logits = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        return Array.TrueForAll(logits, float.IsFinite) ? logits : throw Unusable(_path, "its weights give values that are no numbers", inner: null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _run.Dispose();
        _session.Dispose();
    }

    // The whole file in memory: what it might name beside it is not opened.
    private static byte[] Read(string path)
    {
        try
        {
            long bytes = LinkedFile.Of(path).Length;
            if (bytes > LargestFile)
                throw Unusable(path, $"it has {bytes >> 20} MB, and segmenters have at most {LargestFile >> 20}", inner: null);
            return bytes > 0 ? File.ReadAllBytes(path) : throw Unusable(path, "it is empty", inner: null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"There is no file '{path}': name a run folder, or a segmenter.onnx that 'perturbseg fit' wrote.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue input)
    {
        try
        {
            return _session.Run(_run, Inputs, [input], Outputs);
        }
        catch (OnnxRuntimeException wrong)
        {
            throw Unusable(_path, "its network cannot be run", wrong);
        }
    }

    private static Dictionary<string, string> MetadataOf(InferenceSession session)
    {
        try
        {
            return session.ModelMetadata.CustomMetadataMap;
        }
        catch (NullReferenceException unknown) // ONNX Runtime's, of a name with a zero inside: it asks for what is before, and finds nothing
        {
            throw new FormatException("its metadata have names with zeros inside", unknown);
        }
    }

    private static void RequireShape(IReadOnlyDictionary<string, NodeMetadata> values, string name, int channels, int side)
    {
        if (!values.TryGetValue(name, out NodeMetadata? value) || value.ElementType != typeof(float) || !value.IsTensor
            || value.Dimensions is not [-1, int planes, int height, int width] || (planes, height, width) != (channels, side, side))
        {
            throw new FormatException($"its '{name}' are not [batch, {channels}, {side}, {side}] of float32");
        }
    }

    private static UserErrorException Unusable(string path, string reason, Exception? inner)
    {
        string message = $"'{path}' cannot be used ({reason}): write it again with {ShellWords.Command("export", "--run", "RUN", "--onnx", path)} or 'perturbseg fit'.";
        return inner is null ? new UserErrorException(message) : new UserErrorException(message, inner);
    }
}
