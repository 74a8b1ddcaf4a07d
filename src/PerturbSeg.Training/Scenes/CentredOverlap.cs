using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// How alike the silhouettes of a batch are, wherever they lie: 1 when all scenes have one. A shifted copy of one silhouette is as realistic as
/// another shape, so that nothing else in the objective asks for shapes to differ. Ours; a loss on what latents change, as in mode seeking
/// (Mao et al., CVPR 2019), but with a bound, and of masks alone.
/// </summary>
public static class CentredOverlap
{
    private const double Smallest = 1e-6;
    private static readonly long[] Pixels = [1];

    /// <summary>The mean, over pairs of different masks, of Σab / (Σa² + Σb² − Σab), their centres laid on one another: [], differentiable.</summary>
    /// <param name="mask">As painted, [N, 1, H, W] in [0, 1], N at least 2.</param>
    /// <remarks>For binary masks this is their IoU. Centres are whole pixels, and no gradient goes through them: to move a silhouette is no way out.</remarks>
    public static Tensor Mean(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        long count = mask.Shape[0], height = mask.Shape[2], width = mask.Shape[3];
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        Tensor flat = PixelGather.Move(mask, ToCentre(mask), Math.Max(height, width)).Reshape(count, -1);
        Tensor both = flat.MatMul(flat.Transpose(0, 1)); // [N, N]
        Tensor squares = flat.Square().Sum(Pixels, keep: true); // [N, 1]
        Tensor overlap = both / (squares + squares.Transpose(0, 1) - both + Smallest);
        Tensor own = squares / (squares + Smallest); // the diagonal: 1, or 0 for an empty mask
        return (overlap.Sum() - own.Sum()) / (count * (count - 1.0));
    }

    // The whole number of pixels from the centre of gravity to the middle of the frame: [N, 2], x and y.
    private static Tensor ToCentre(Tensor mask)
    {
        int count = (int)mask.Shape[0], height = (int)mask.Shape[2], width = (int)mask.Shape[3];
        float[] values = mask.Detach().To(ScalarType.Float32).ToArray<float>();
        long[] moves = new long[2 * count];
        for (int i = 0; i < count; i++)
        {
            double sum = 0, right = 0, down = 0;
            for (int pixel = 0; pixel < height * width; pixel++)
            {
                double value = values[(i * height * width) + pixel];
                sum += value;
                right += value * (pixel % width);
                down += value * (pixel / width);
            }

            if (sum > 0)
            {
                moves[2 * i] = (long)Math.Floor((width / 2.0) - (right / sum));
                moves[(2 * i) + 1] = (long)Math.Floor((height / 2.0) - (down / sum));
            }
        }

        return Tensor.From<long>(moves, [count, 2], mask.Device);
    }
}
