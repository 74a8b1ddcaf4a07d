using PerturbSeg.Torch;
using PerturbSeg.Torch.Optimizers;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Predicting;

/// <summary>
/// Brings what an encoder saw in photos closer to them, while photos are segmented: a few steps of Adam on styles, place and turn; the
/// networks stay as they are. An encoder sees at once, and a little beside (Zhu et al., "Generative Visual Manipulation on the Natural
/// Image Manifold", ECCV 2016, section 3.1: an encoder to begin with, then optimisation).
/// </summary>
/// <param name="Steps">Steps of Adam, at least 1; each costs about three times what seeing a photo without refinement does.</param>
/// <param name="LearningRate">Of offsets in deviations, of the turn's direction, and of shifts and logarithms of scales as shares of the largest ones.</param>
/// <param name="PriorWeight">Weight of the mean squared offset from the mean style, beside the mean absolute difference of pixels that span 2.</param>
public sealed record StyleRefinement(int Steps, double LearningRate = 0.03, double PriorWeight = 0.02)
{
    /// <summary>Refines.</summary>
    /// <param name="encoder">Paints scenes; only its mean styles matter.</param>
    /// <param name="generator">Paints; its parameters need no gradients.</param>
    /// <param name="images">[N, 3, R, R], in [−1, 1].</param>
    /// <param name="scene">What the encoder saw in them.</param>
    /// <returns>A scene of the same shapes, owned by the open scope.</returns>
    public EncodedScene Refine(SceneEncoder encoder, LayeredGenerator generator, Tensor images, EncodedScene scene)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(scene);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.WithGradient();
        (string, Tensor)[] seen =
        [
            ("background", Leaf(scene.BackgroundOffsets)),
            ("foreground", Leaf(scene.ForegroundOffsets)),
            ("shifts", Leaf(scene.Place.Shifts / ScenePlace.LargestShift)),
            ("scales", Leaf(scene.Place.LogScales / ScenePlace.LargestLogScale)),
            ("turn", Leaf(scene.Place.TurnDirections)),
        ];
        using var adam = new Adam(seen, LearningRate);
        for (int step = 0; step < Steps; step++)
        {
            using var freed = new TensorScope();
            EncodedScene current = Scene(adam.Parameters);
            Tensor difference = encoder.Paint(generator, current).Decide().Composite() - images;
            Tensor prior = current.BackgroundOffsets.Square().Mean() + current.ForegroundOffsets.Square().Mean();
            Tensor loss = (difference.Abs().Mean() + (prior * (PriorWeight / 2))) * images.Shape[0]; // for each photo the same in every batch
            adam.Step(Autograd.GradientsWhereUsed(loss, adam.Parameters));
        }

        EncodedScene refined = Scene([.. adam.Parameters.Select(parameter => parameter.Detach())]);
        return new EncodedScene(
            scope.MoveOut(refined.BackgroundOffsets),
            scope.MoveOut(refined.ForegroundOffsets),
            new ScenePlace(
                scope.MoveOut(refined.Place.Shifts), scope.MoveOut(refined.Place.LogScales), scope.MoveOut(refined.Place.TurnDirections)));
    }

    private static Tensor Leaf(Tensor start)
    {
        Tensor leaf = start.Detach().Clone();
        leaf.RequiresGradient = true;
        return leaf;
    }

    private static EncodedScene Scene(IReadOnlyList<Tensor> seen)
        => new(seen[0], seen[1], ScenePlace.Within(seen[2].Clamp(-1, 1), seen[3].Clamp(-1, 1), seen[4]));
}
