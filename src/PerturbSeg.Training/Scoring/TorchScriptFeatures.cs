using PerturbSeg.Files;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Features of a TorchScript module. The commonly used Inception network, <c>inception-2015-12-05.pt</c>, is known by its SHA-256 and
/// called as it wants to be: with images of uint8 that it resizes itself, for the 2,048 values before its classifier. Any other module
/// gets images in [−1, 1] of their own size, and returns [N, D]. A module is a program: load none from a source that you do not trust.
/// </summary>
/// <remarks>
/// Source: C. Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016; the file and its calling convention
/// are those of T. Karras et al., Training Generative Adversarial Networks with Limited Data, NeurIPS 2020.
/// </remarks>
public sealed class TorchScriptFeatures : IImageFeatures
{
    /// <summary>The name of the commonly used Inception network's file.</summary>
    public const string InceptionFile = "inception-2015-12-05.pt";

    /// <summary>SHA-256 of that file.</summary>
    public const string InceptionSha256 = "f58cb9b6ec323ed63459aa4fb441fe750cfe39fafad6da5cb504a16f19e958f4";

    private const int ShownDigits = 12;
    private const int MostValues = 16_384; // their covariance takes 2 GB then

    private readonly ScriptModule _module;
    private readonly string _path;

    private TorchScriptFeatures(ScriptModule module, string path, string fingerprint, Device device)
    {
        _module = module;
        _path = path;
        Fingerprint = fingerprint;
        Device = device;
    }

    /// <summary>Whether this is the commonly used Inception network, so that a Fréchet distance is the FID of the literature.</summary>
    public bool IsInception => Fingerprint == InceptionSha256;

    /// <inheritdoc/>
    public string Name => IsInception ? "Inception 2015-12-05" : $"{Path.GetFileName(_path)} (SHA-256 {Fingerprint[..ShownDigits]})";

    /// <inheritdoc/>
    /// <remarks>That of the file.</remarks>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <summary>Loads a module.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="UserErrorException">
    /// The file cannot be read, is no TorchScript module, or has the name of the Inception network but not its content.
    /// </exception>
    public static TorchScriptFeatures Load(string path, Device device = default)
    {
        string fingerprint = DigestOf(path);
        if (Path.GetFileName(path) == InceptionFile && fingerprint != InceptionSha256)
        {
            throw new UserErrorException(
                $"'{path}' has SHA-256 {fingerprint}, the Inception network of that name has {InceptionSha256}: fetch it again, or rename it if another network is meant.");
        }

        try
        {
            return new TorchScriptFeatures(ScriptModule.Load(path, device), path, fingerprint, device);
        }
        catch (TorchException broken)
        {
            throw new UserErrorException($"'{path}' cannot be loaded as a TorchScript module ({FirstLine(broken)}): name a file written by torch.jit.save.", broken);
        }
    }

    /// <inheritdoc/>
    public Tensor Of(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using Autograd.Mode recording = Autograd.NoGradient();
        using var scope = new TensorScope();
        Tensor vectors;
        try
        {
            vectors = IsInception ? _module.Forward(PixelBytes.Of(images), "return_features") : _module.Forward(images);
        }
        catch (TorchException refused) when (refused is not OutOfDeviceMemoryException)
        {
            throw new UserErrorException(
                $"The module '{_path}' cannot take images {images} ({FirstLine(refused)}): name one that takes [N, 3, side, side] in [-1, 1] and returns [N, D].", refused);
        }

        if (vectors.Shape.Length != 2 || vectors.Shape[0] != images.Shape[0])
            throw new UserErrorException($"The module '{_path}' made {vectors} of images {images}: name one that returns [N, D].");
        if (vectors.Shape[1] > MostValues)
            throw new UserErrorException($"The module '{_path}' made {vectors.Shape[1]} values of each image, whose covariance would be too large: name one that makes at most {MostValues}.");
        return scope.MoveOut(vectors.To(ScalarType.Float32));
    }

    /// <summary>Frees the module.</summary>
    public void Dispose() => _module.Dispose();

    private static string DigestOf(string path)
    {
        try
        {
            return FileDigest.Of(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The features '{path}' cannot be read ({failure.Message.TrimEnd('.')}): name a TorchScript file.", failure);
        }
    }

    private static string FirstLine(TorchException exception) => exception.Message.Split('\n', 2)[0].TrimEnd('.', ' ');
}
