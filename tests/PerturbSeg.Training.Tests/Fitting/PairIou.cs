using PerturbSeg.Masks;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>How well a segmenter finds the masks of pairs.</summary>
internal static class PairIou
{
    /// <summary>Mean IoU over 128 pairs.</summary>
    public static double Of(Segmenter segmenter, IPairSource pairs)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(77);
        LabelledImages known = pairs.Draw(128, random);
        int area = pairs.Side * pairs.Side;
        float[][] found = [.. segmenter.Forward(known.Images, training: false).ToArray<float>().Chunk(area)];
        return found.Zip((known.Masks - 0.5).ToArray<float>().Chunk(area), (mask, truth) => MaskAgreement.Iou(mask, truth)).Average();
    }
}
