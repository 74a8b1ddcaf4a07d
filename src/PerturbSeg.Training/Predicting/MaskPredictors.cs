using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Predicting;

/// <summary>Opens what was fitted in a run folder, and asks it.</summary>
public static class MaskPredictors
{
    /// <summary>Opens the fitted network of a method.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="method">One of <see cref="FitMethods.All"/>.</param>
    /// <param name="device">Where to.</param>
    /// <param name="refinement">Brings what an encoder saw closer to photos; null leaves it as it was seen.</param>
    /// <returns>A predictor that the caller disposes.</returns>
    /// <exception cref="UserErrorException">
    /// The method is unknown, or its file is missing, damaged, of another version or, for encoders, fitted to an older checkpoint.
    /// </exception>
    public static IMaskPredictor Open(RunFolder run, string method, Device device = default, StyleRefinement? refinement = null)
    {
        if (method == FitMethods.Encoder)
            return OpenEncoder(run, device, refinement);
        FitFacts facts = FittedNetworkFile.ReadFacts(run, method);
        using Segmenter segmenter = LoadSegmenter(run, facts, device);
        return new SegmenterPredictor(segmenter, facts.Side, run.Configuration.Fit, device);
    }

    /// <summary>Judges every pixel, and frees what the network computes on the way, which is most of the memory.</summary>
    /// <param name="predictor">Judges.</param>
    /// <param name="images">As for <see cref="IMaskPredictor.Predict"/>.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <returns>As <see cref="IMaskPredictor.Predict"/>.</returns>
    internal static Tensor Predict(this IMaskPredictor predictor, Tensor images, ScalarType precision)
    {
        using var scope = new TensorScope();
        using var narrow = new MixedPrecision(precision);
        return scope.MoveOut(predictor.Predict(images));
    }

    /// <summary>Reads the fitted segmenter of a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="facts">What <see cref="FittedNetworkFile.ReadFacts"/> says of it.</param>
    /// <param name="device">Where to.</param>
    /// <returns>A network that the caller disposes.</returns>
    /// <exception cref="UserErrorException">The file is missing, damaged, or of another version or form.</exception>
    public static Segmenter LoadSegmenter(RunFolder run, FitFacts facts, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        using var random = new RandomGenerator(facts.Seed, device);
        var segmenter = new Segmenter(facts.Channels, random);
        try
        {
            FittedNetworkFile.Load(run, FitMethods.Segmenter, segmenter);
            return segmenter;
        }
        catch
        {
            segmenter.Dispose();
            throw;
        }
    }

    /// <summary>Opens the fitted encoder, which also paints what is behind objects.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where to.</param>
    /// <param name="refinement">Brings what it saw closer to photos; null leaves it as it was seen.</param>
    /// <returns>A predictor that the caller disposes.</returns>
    /// <exception cref="UserErrorException">Its file is missing, damaged, of another version, or fitted to an older checkpoint.</exception>
    /// <remarks>An encoder speaks the styles of one generator: those of a later checkpoint mean something else.</remarks>
    public static EncoderPredictor OpenEncoder(RunFolder run, Device device = default, StyleRefinement? refinement = null)
    {
        FitFacts facts = FittedNetworkFile.ReadFacts(run, FitMethods.Encoder);
        string latest = Path.GetFileName(run.LatestCheckpoint());
        if (facts.Checkpoint != latest)
        {
            throw new UserErrorException(
                $"The encoder of '{run.FolderPath}' was fitted to {facts.Checkpoint}, but the run is now at {latest}: fit it again.");
        }

        using var random = new RandomGenerator(facts.Seed, device);
        (LayeredGenerator generator, Discriminator discriminator, _) = run.LoadNetworks(device);
        discriminator.Dispose();
        SceneEncoder? encoder = null;
        try
        {
            encoder = new SceneEncoder(generator, random);
            FittedNetworkFile.Load(run, FitMethods.Encoder, encoder);
            return new EncoderPredictor(encoder, generator, run.Configuration.Fit, device) { Refinement = refinement };
        }
        catch
        {
            encoder?.Dispose();
            generator.Dispose();
            throw;
        }
    }
}
