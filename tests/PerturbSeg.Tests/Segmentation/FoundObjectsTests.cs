using PerturbSeg.Masks;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Segmentation;

public sealed class FoundObjectsTests
{
    [Fact]
    public void Another_mask_has_other_objects_also_where_those_of_the_first_were_asked_for()
    {
        var found = new FoundObjects(new Mask(2, 1, [1, 1]));
        found.Objects.Identities.ShouldBe([1, 1]);
        (found with { Mask = new Mask(3, 1, [0, 0, 1]) }).Objects.Identities.ShouldBe([0, 0, 1]);
        (found with { Doubt = 0.5 }).Objects.ShouldBeSameAs(found.Objects);
    }

    [Fact]
    public void What_was_asked_for_changes_no_equality()
    {
        var mask = new Mask(2, 1, [1, 1]);
        FoundObjects one = new(mask) { Doubt = 0.1 }, other = new(mask) { Doubt = 0.1 };
        int before = one.GetHashCode();
        one.Objects.Count.ShouldBe(1);
        (one == other, one.GetHashCode(), one == other with { Doubt = 0.2 }).ShouldBe((true, before, false));
        (one == other with { Objects = new ObjectMap(2, 1, [1, 2]) }).ShouldBeFalse();
    }
}
