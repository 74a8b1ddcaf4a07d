using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Training.Scenes;

/// <summary>The layers of a scene, as a generator paints them or as perturbations leave them (paper, section 3).</summary>
/// <param name="Background">[N, 3, H, W], in about [−1, 1].</param>
/// <param name="Foreground">[N, 3, H, W], in about [−1, 1].</param>
/// <param name="Mask">[N, 1, H, W], in [0, 1]; 1 = foreground.</param>
public sealed record Layers(Tensor Background, Tensor Foreground, Tensor Mask)
{
    /// <summary>Which share of a step's scenes these are; changes of layers keep it.</summary>
    public BatchShare Batch { get; init; } = BatchShare.Whole;

    /// <summary>How many scenes.</summary>
    public long Count => Mask.Shape[0];

    /// <summary>Side of the square images, in pixels.</summary>
    public long Side => Mask.Shape[3];

    /// <summary>x = m · f + (1 − m) · b.</summary>
    /// <returns>The composite, [N, 3, H, W].</returns>
    /// <remarks>Source: paper, section 3.1, equation 1.</remarks>
    public Tensor Composite()
    {
        ShapeMismatchException.ThrowUnless(Foreground, "foreground", Count, 3, Mask.Shape[2], Side);
        ShapeMismatchException.ThrowUnless(Background, "background", Count, 3, Mask.Shape[2], Side);
        return Background + (Mask * (Foreground - Background));
    }

    /// <summary>The same change of foreground and mask, which are one object.</summary>
    /// <param name="move">From [N, 4, H, W], colours and mask, to the same shape.</param>
    public Layers MoveForeground(Func<Tensor, Tensor> move)
    {
        ArgumentNullException.ThrowIfNull(move);
        Tensor moved = move(Tensor.Concatenate([Foreground, Mask], 1));
        return this with { Foreground = moved.Slice(1, 0, 3), Mask = moved.Slice(1, 3, 4) };
    }

    /// <summary>Some of the scenes.</summary>
    /// <param name="first">The first, from 0.</param>
    /// <param name="end">The first that is left out.</param>
    public Layers Slice(long first, long end)
        => this with { Background = Background.Slice(0, first, end), Foreground = Foreground.Slice(0, first, end), Mask = Mask.Slice(0, first, end) };
}
