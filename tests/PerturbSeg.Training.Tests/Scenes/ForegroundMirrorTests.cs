using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class ForegroundMirrorTests
{
    [Fact]
    public void Half_of_the_scenes_are_mirrored_foreground_and_mask_together()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int count = 200;
        Tensor columns = Tensor.Range(0, 4).Reshape(1, 1, 1, 4);
        var layers = new Layers(
            Tensor.Zeros([count, 3, 2, 4]), columns.Expand(count, 3, 2, 4), (columns / 4).Expand(count, 1, 2, 4));
        Layers mirrored = new ForegroundMirror().Apply(layers, random);
        float[] foreground = mirrored.Foreground.ToArray<float>(), mask = mirrored.Mask.ToArray<float>();
        int turned = 0;
        for (int n = 0; n < count; n++)
        {
            bool mirror = foreground[n * 24] == 3;
            turned += mirror ? 1 : 0;
            for (int i = 0; i < 24; i++)
                foreground[(n * 24) + i].ShouldBe(mirror ? 3 - (i % 4) : i % 4);
            for (int i = 0; i < 8; i++)
                mask[(n * 8) + i].ShouldBe((mirror ? 3 - (i % 4) : i % 4) / 4f);
        }

        turned.ShouldBeInRange(70, 130); // standard deviation 7
        mirrored.Background.ShouldBeSameAs(layers.Background);
    }
}
