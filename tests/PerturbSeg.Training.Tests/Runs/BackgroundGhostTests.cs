using PerturbSeg.Torch;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Tests.Scenes;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class BackgroundGhostTests
{
    private const int Count = 32;
    private const int Side = 16;

    [Fact]
    public void A_dark_patch_that_all_backgrounds_have_at_one_place_is_a_ghost()
    {
        using var scope = new TensorScope();
        // The patch of 36 pixels lies 8 to the right of the silhouette, around the edge: −1 under it, 0.5 elsewhere.
        double contrast = Contrast((_, row, column) => InPatch(row, (column + 8) % Side) ? -1 : 0.5);
        // On the patch −1 less the mean 0.2891; at the median of the places, 4 columns beside it, a third of the silhouette lies on it: 0.5 − 1.5 / 3.
        contrast.ShouldBe(1.2891 - 0.2891, 1e-3);
    }

    [Fact]
    public void A_patch_that_is_light_in_half_of_them_and_dark_in_the_others_is_a_ghost_too()
    {
        using var scope = new TensorScope();
        double contrast = Contrast((scene, row, column) => InPatch(row, (column + 8) % Side) ? (scene % 2 == 0 ? 0.8 : -0.8) : 0);
        // Of 36 pixels of 256 the mean is 0.1125, which the patch differs by 0.6875 from; at the median a third of the silhouette lies on it.
        contrast.ShouldBe(0.6875 - ((0.8 / 3) - 0.1125), 1e-3);
    }

    [Fact]
    public void Backgrounds_that_differ_at_random_have_none()
    {
        using var scope = new TensorScope();
        var random = new Random(1);
        Contrast((_, _, _) => (2 * random.NextDouble()) - 1).ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Bands_along_the_picture_are_no_ghost()
    {
        using var scope = new TensorScope();
        Contrast((_, row, _) => row < 8 ? 0.8 : -0.8).ShouldBe(0, 1e-4);
    }

    private static double Contrast(Func<int, int, int, double> background)
    {
        Tensor painted = SceneTensors.Mask(Count, Side, background).Expand(Count, 3, Side, Side);
        Tensor mask = SceneTensors.Mask(Count, Side, (_, row, column) => InPatch(row, column) ? 1 : 0);
        return BackgroundGhost.Contrast(new Layers(painted, painted, mask));
    }

    private static bool InPatch(int row, int column) => row is >= 5 and < 11 && column is >= 5 and < 11;
}
