using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>Generated scenes of which everything is known that an encoder has to find.</summary>
/// <param name="Images">[N, 3, R, R], in [−1, 1].</param>
/// <param name="Masks">Shifted masks, [N, 1, R, R], in [0, 1].</param>
/// <param name="BackgroundStyles">w, [N, styleSize].</param>
/// <param name="ForegroundStyles">w, [N, styleSize].</param>
/// <param name="Shifts">[N, 2], as shares of the side.</param>
/// <param name="TurnDirections">[N, 2]: cosine and sine.</param>
internal sealed record KnownScenes(
    Tensor Images, Tensor Masks, Tensor BackgroundStyles, Tensor ForegroundStyles, Tensor Shifts, Tensor TurnDirections)
{
    /// <summary>
    /// Draws scenes, shifted, and turned along x, as in the training. What an encoder does not predict is left out: vertical turns, other
    /// sizes and backgrounds, and what it could not tell from styles, jitter of colours and mirroring.
    /// </summary>
    public static KnownScenes Draw(LayeredGenerator generator, TrainingOptions training, int count, RandomGenerator random)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor latents = Tensor.Normal(random, count, generator.Options.LatentSize);
        Tensor others = training.IndependentLatents ? Tensor.Normal(random, count, generator.Options.LatentSize) : latents;
        Tensor foregroundStyles = generator.MapForeground(latents), backgroundStyles = generator.MapBackground(others);
        Layers layers;
        using (new MixedPrecision(training.Precision))
            layers = generator.Paint(backgroundStyles, foregroundStyles, random).ToFloat32();

        long most = new RandomShift(training.Shift.Largest).MaxShiftPixels(layers.Side);
        Tensor shifts = Tensor.Integers(random, -most, most + 1, count, 2);
        layers = RandomShift.Shift(layers, shifts, most);
        Tensor turns = new PanoramaTurn(training.Network.WrappedAxes & WrappedAxes.X, training.TurnRange.Largest).Draw(layers, random);
        layers = PanoramaTurn.Turn(layers, turns);
        Tensor angles = turns.Slice(1, 0, 1).To(ScalarType.Float32) * (2 * Math.PI / layers.Side);
        return new KnownScenes(
            layers.Composite().Clamp(-1, 1),
            layers.Mask,
            backgroundStyles,
            foregroundStyles,
            shifts.To(ScalarType.Float32) / layers.Side,
            Tensor.Concatenate([angles.Cos(), angles.Sin()], 1));
    }
}
