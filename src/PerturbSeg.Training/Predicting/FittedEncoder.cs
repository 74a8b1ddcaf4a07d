using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Predicting;

/// <summary>Opens the encoder that was fitted in a run folder, which also paints what is behind objects.</summary>
internal static class FittedEncoder
{
    /// <summary>Opens it.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="encoding">Where and how it computes; null takes the defaults.</param>
    /// <returns>A predictor that the caller disposes.</returns>
    /// <exception cref="UserErrorException">Its file is missing, damaged, of another version, or fitted to an older checkpoint.</exception>
    /// <remarks>An encoder speaks the styles of one generator: those of a later checkpoint mean something else.</remarks>
    public static EncoderPredictor Open(RunFolder run, EncodingOptions? encoding = null)
    {
        encoding ??= new EncodingOptions();
        FitFacts facts = FittedNetworkFile.ReadFacts(run, FitMethods.Encoder);
        using var random = new RandomGenerator(facts.Seed, encoding.Device);
        (LayeredGenerator generator, _) = run.FromGenerator(path => Path.GetFileName(path) == facts.Checkpoint
            ? Checkpoint.LoadGenerator(path, encoding.Device)
            : throw new UserErrorException(
                $"The encoder of '{run.FolderPath}' was fitted to {facts.Checkpoint}, but the run is now at {Path.GetFileName(path)}: fit it again."));
        SceneEncoder? encoder = null;
        try
        {
            encoder = new SceneEncoder(generator, random);
            FittedNetworkFile.Load(run, FitMethods.Encoder, encoder);
            return new EncoderPredictor(encoder, generator, run.Configuration.Fit, encoding);
        }
        catch
        {
            encoder?.Dispose();
            generator.Dispose();
            throw;
        }
    }
}
