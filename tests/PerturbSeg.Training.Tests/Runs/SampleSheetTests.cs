using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class SampleSheetTests
{
    private const int Scenes = 20, Side = 8, Shown = 16, Tile = 64, Step = Tile + 2;

    [Fact]
    public void Sixteen_scenes_are_shown_a_row_for_each_layer()
    {
        using var scope = new TensorScope();
        Tensor Plain(float value, int channels) => Tensor.Zeros([Scenes, channels, Side, Side], Device.Cpu) + value;
        var scenes = new Layers(Plain(-0.6f, 3), Plain(0.2f, 3), Plain(0.5f, 1));
        RgbImage sheet = SampleSheet.Draw(scenes);
        (sheet.Width, sheet.Height).ShouldBe(((Shown * Step) - 2, (5 * Step) - 2));
        // composite ½ · .2 + ½ · −.6 = −.2, background, foreground, mask; [−1, 1] and [0, 1] to bytes
        int[] expected = [102, 51, 153, 128];
        for (int row = 0; row < expected.Length; row++)
            foreach (int column in (int[])[0, Shown - 1])
            {
                int at = 3 * ((((row * Step) + (Tile / 2)) * sheet.Width) + (column * Step) + (Tile / 2));
                ((int)sheet.Pixels[at]).ShouldBe(expected[row], $"row {row}, column {column}");
            }
    }
}
