using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Where a discriminator would have an image change: how steep its logit is at each pixel. This slope is what a generator that learns is told of its image.
/// </summary>
/// <remarks>
/// Source: Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks", ICLR workshop 2014, section 3. They take the largest of the channels; this
/// is their sum, in which no change of a pixel is left out.
/// </remarks>
public static class Saliency
{
    private static readonly long[] Channels = [1];

    /// <summary>Judges an image in a batch with others.</summary>
    /// <param name="discriminator">Judges; its weights need no gradients.</param>
    /// <param name="image">[1, C, H, W], as <see cref="JudgedImages"/> puts it together.</param>
    /// <param name="others">
    /// [M, C, H, W]. A discriminator compares the images of a batch (<see cref="MinibatchStandardDeviation"/>): one alone has no variety, and is none it knows.
    /// </param>
    /// <returns>The image's logit, [], and Σ over C of |∂logit / ∂image|, [1, 1, H, W].</returns>
    /// <exception cref="ShapeMismatchException">The others have another shape.</exception>
    public static (Tensor Logit, Tensor Slope) Of(Discriminator discriminator, Tensor image, Tensor others)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(others);
        ShapeMismatchException.ThrowUnless(image, nameof(image), 1, -1, -1, -1);
        ShapeMismatchException.ThrowUnless(others, nameof(others), -1, image.Shape[1], image.Shape[2], image.Shape[3]);
        Tensor judged = image.Detach();
        judged.RequiresGradient = true;
        Tensor logit = discriminator.Forward(Tensor.Concatenate([judged, others.Detach()], 0)).Slice(0, 0, 1).Sum();
        Tensor slope = Autograd.Gradients(logit, [judged])[0];
        return (logit.Detach(), slope.Abs().Sum(Channels, keep: true));
    }
}
