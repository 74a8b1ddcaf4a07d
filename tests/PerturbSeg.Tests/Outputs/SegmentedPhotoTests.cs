using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Outputs;

public sealed class SegmentedPhotoTests
{
    [Fact]
    public void With_another_mask_it_has_the_object_of_that_one()
    {
        var photo = new SegmentedPhoto("a.jpg", new Photo(2, 1, new byte[6]), new FoundObjects(new Mask(2, 1, [1, 1])) { Doubt = 0.1 });
        photo.Doubt.ShouldBe(0.1);
        SegmentedPhoto other = photo with { Mask = new Mask(2, 1, [0, 1]) };
        ObjectMeasures.Each(other).ShouldHaveSingleItem().Area.ShouldBe(1);
        other.Doubt.ShouldBeNull();
        ObjectMeasures.Each(photo).ShouldHaveSingleItem().Area.ShouldBe(2);
    }

    [Fact]
    public void Objects_that_are_set_leave_the_doubt()
    {
        var photo = new SegmentedPhoto("a.jpg", new Photo(2, 1, new byte[6]), new FoundObjects(new Mask(2, 1, [1, 1])) { Doubt = 0.1 }) { Objects = new ObjectMap(2, 1, [1, 2]) };
        (photo.Doubt, photo.Objects.Count).ShouldBe((0.1, 2));
    }
}
