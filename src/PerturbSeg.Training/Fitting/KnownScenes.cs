using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>Generated scenes of which everything is known that an encoder has to find.</summary>
/// <param name="Images">[N, 3, R, R], in [−1, 1].</param>
/// <param name="Masks">Shifted masks, [N, 1, R, R], in [0, 1].</param>
/// <param name="BackgroundStyles">w, [N, styleSize].</param>
/// <param name="ForegroundStyles">w, [N, styleSize].</param>
/// <param name="Shifts">[N, 2], as shares of the side.</param>
/// <param name="LogScales">[N, 1]: logarithms of the factors by which objects were enlarged.</param>
/// <param name="TurnDirections">[N, 2]: cosine and sine.</param>
internal sealed record KnownScenes(
    Tensor Images, Tensor Masks, Tensor BackgroundStyles, Tensor ForegroundStyles, Tensor Shifts, Tensor LogScales, Tensor TurnDirections)
{
    /// <summary>
    /// Draws scenes, turned along x as in the training, their objects anywhere and of any size that photos may show. What an encoder does not predict is
    /// left out: vertical turns, other backgrounds, and what it could not tell from styles, jitter of colours and mirroring.
    /// </summary>
    /// <param name="generator">Paints them.</param>
    /// <param name="training">The settings that it was trained with.</param>
    /// <param name="count">How many.</param>
    /// <param name="largestShift">How far objects lie from where they are painted, at most, in shares of the side.</param>
    /// <param name="smallestLogScale">The logarithm of the smallest factor by which they are enlarged.</param>
    /// <param name="largestLogScale">The logarithm of the largest one.</param>
    /// <param name="random">Draws.</param>
    public static KnownScenes Draw(
        LayeredGenerator generator, TrainingOptions training, int count, double largestShift, double smallestLogScale, double largestLogScale, RandomGenerator random)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        (Tensor backgroundStyles, Tensor foregroundStyles) = Latents.Styles(generator, training, count, random);
        Layers layers;
        using (new MixedPrecision(training.Precision))
            layers = generator.Paint(backgroundStyles, foregroundStyles, random);

        Tensor shifts = Tensor.UniformSigned(random, count, 2) * largestShift;
        Tensor logScales = (Tensor.Uniform(random, count, 1) * (largestLogScale - smallestLogScale)) + smallestLogScale;
        layers = SoftPlacing.Place(layers, shifts, logScales.Exp());
        Tensor turns = new PanoramaTurn(training.Network.WrappedAxes & WrappedAxes.X, training.TurnRange.Largest).Draw(layers, random);
        layers = PanoramaTurn.Turn(layers, turns);
        Tensor angles = turns.Slice(1, 0, 1).To(ScalarType.Float32) * (2 * Math.PI / layers.Side);
        return new KnownScenes(
            layers.Composite().Clamp(-1, 1),
            layers.Mask,
            backgroundStyles,
            foregroundStyles,
            shifts,
            logScales,
            Tensor.Concatenate([angles.Cos(), angles.Sin()], 1));
    }
}
