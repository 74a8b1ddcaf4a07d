using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Segmentation;

public sealed class MaskTests
{
    [Fact]
    public void AMaskOfAWindowIsEmptyBesideIt()
        => new Mask(2, 1, [0.25f, 0.75f]).Within(new ObjectWindow(1, 2, 2, 1), 4, 3).Values.ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25f, 0.75f, 0]);
}
