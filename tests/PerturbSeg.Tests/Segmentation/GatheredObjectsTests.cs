using PerturbSeg.Masks;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Tests.Segmentation;

public sealed class GatheredObjectsTests
{
    [Fact]
    public void A_pixel_belongs_to_what_it_is_likeliest_part_of()
    {
        var gathered = new GatheredObjects(5, 1);
        gathered.Add(new ObjectWindow(0, 0, 3, 1), new FoundObjects(new Mask(3, 1, [0.9f, 0.8f, 0.6f])));
        gathered.Add(new ObjectWindow(1, 0, 4, 1), new FoundObjects(new Mask(4, 1, [0.2f, 0.7f, 0.95f, 0.4f])));
        FoundObjects found = gathered.Finish();
        found.Objects.Identities.ShouldBe([1, 1, 2, 2, 0]);
        found.Mask.Values.ShouldBe([0.9f, 0.8f, 0.7f, 0.95f, 0.4f]);
    }

    [Fact]
    public void What_is_seen_again_is_no_second_object()
    {
        var gathered = new GatheredObjects(4, 1);
        gathered.Add(new ObjectWindow(0, 0, 4, 1), new FoundObjects(new Mask(4, 1, [0.9f, 0.9f, 0.9f, 0])));
        gathered.Add(new ObjectWindow(0, 0, 4, 1), new FoundObjects(new Mask(4, 1, [0, 0.99f, 0.99f, 0.99f])));
        gathered.Finish().Objects.Identities.ShouldBe([1, 1, 1, 0]);
    }

    [Fact]
    public void Objects_that_lose_every_pixel_leave_no_gap_in_the_numbers()
    {
        var gathered = new GatheredObjects(4, 1);
        gathered.Add(new ObjectWindow(0, 0, 1, 1), new FoundObjects(new Mask(1, 1, [0.6f])));
        gathered.Add(new ObjectWindow(0, 0, 4, 1), new FoundObjects(new Mask(4, 1, [0.9f, 0.9f, 0.9f, 0])));
        FoundObjects found = gathered.Finish();
        found.Objects.Count.ShouldBe(1);
        found.Objects.Identities.ShouldBe([1, 1, 1, 0]);
    }

    [Fact]
    public void Nothing_found_is_no_object()
    {
        var gathered = new GatheredObjects(2, 1);
        gathered.Add(new ObjectWindow(0, 0, 2, 1), new FoundObjects(new Mask(2, 1, [0.1f, float.NaN])));
        FoundObjects found = gathered.Finish();
        (found.Objects.Count, found.Mask.Values[0], found.Mask.Values[1]).ShouldBe((0, 0.1f, 0f));
    }

    [Fact]
    public void A_window_that_turns_out_empty_makes_no_object_doubtful()
    {
        var gathered = new GatheredObjects(4, 1);
        gathered.Add(new ObjectWindow(2, 0, 2, 1), new FoundObjects(new Mask(2, 1, [0, 0])) { Doubt = 1 });
        gathered.Finish().Doubt.ShouldBe(1);
        gathered.Add(new ObjectWindow(0, 0, 1, 1), new FoundObjects(new Mask(1, 1, [0.9f])) { Doubt = 0.1 });
        gathered.Add(new ObjectWindow(1, 0, 1, 1), new FoundObjects(new Mask(1, 1, [0.8f])) { Doubt = 0.2 });
        gathered.Finish().Doubt.ShouldBe(0.2);
    }
}
