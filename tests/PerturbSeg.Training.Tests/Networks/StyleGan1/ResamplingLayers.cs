using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Tests;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

/// <summary>Compares what training with a gradient penalty asks of a layer.</summary>
internal static class ResamplingLayers
{
    /// <summary>
    /// Value, gradients of input and weight, and the weight's gradient of the squared slope, in bfloat16 to bfloat16 against float32.
    /// </summary>
    public static void ShouldBeNearFloat32InBFloat16(Func<Tensor, Tensor> layer, Tensor x, Tensor weight)
    {
        const double rounding = 0.02; // 8 bits of significand round by up to 0.4 %, a few times over
        x.RequiresGradient = true;
        Tensor[] expected = Derivatives(layer(x)), actual;
        using (new MixedPrecision(ScalarType.BFloat16))
            actual = Derivatives(layer(x.To(ScalarType.BFloat16)));
        actual[0].Type.ShouldBe(ScalarType.BFloat16);
        foreach ((Tensor narrow, Tensor wide) in actual.Zip(expected))
            narrow.RelativeErrorTo(wide).ShouldBeLessThan(rounding);

        Tensor[] Derivatives(Tensor y)
        {
            Tensor figure = Torch.Operators.Activation.Softplus(y.To(ScalarType.Float32)).Sum();
            Tensor[] first = Autograd.Gradients(figure, [x, weight], createGraph: true);
            return [y, .. first, Autograd.Gradients(first[0].To(ScalarType.Float32).Square().Sum(), [weight])[0]];
        }
    }

    /// <summary>The kernel of a layer of either form.</summary>
    public static Tensor Weight(this Module layer) => layer.Parameters.Single(parameter => parameter.Name.EndsWith("weight", StringComparison.Ordinal)).Value;
}
