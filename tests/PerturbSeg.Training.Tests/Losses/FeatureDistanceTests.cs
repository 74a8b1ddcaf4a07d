using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class FeatureDistanceTests
{
    [Fact]
    public void Each_side_counts_the_squared_difference_as_a_share_of_what_photos_have()
    {
        using var scope = new TensorScope();
        // Features x and 10 x + 10: of photos 1 and images 2 they are 1, 20 and 2, 30.
        using var critic = new TwoSides();
        Tensor photos = Tensor.Full([2, 3, 4, 4], 1), images = Tensor.Full([2, 3, 4, 4], 2);
        FeatureDistance.Mean(critic, photos, images).ShouldBeNear([(1 + (100.0 / 400)) / 2], 1e-4);
        FeatureDistance.Mean(critic, photos, photos).ShouldBeNear([0], 0);
    }

    private sealed class TwoSides : Discriminator
    {
        public override Growth Growth { get; set; }

        public override Tensor[] Features(Tensor images) => [images, (images * 10) + 10];

        protected override Tensor Judge(Tensor coarsest) => coarsest;
    }
}
