using PerturbSeg.Masks;
using PerturbSeg.Outputs;

namespace PerturbSeg.Tests.Outputs;

public sealed class MaskOutlinesTests
{
    [Fact]
    public void A_rectangle_has_its_four_corners()
        => Trace(DrawnMask.Of("....", ".##.", ".##.", "....")).ShouldHaveSingleItem().ShouldBe([(3, 1), (3, 3), (1, 3), (1, 1)]);

    [Fact]
    public void Holes_run_the_other_way_round_and_parts_that_meet_at_a_corner_stay_apart()
    {
        Trace(DrawnMask.Of("###", "#.#", "###")).Select(Area).ShouldBe([9, -1]);
        Trace(DrawnMask.Of("#.", ".#")).Count.ShouldBe(2);
        Trace(DrawnMask.Of(".#", "#.")).Count.ShouldBe(2);
        Trace(DrawnMask.Of("...")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Areas_of_outlines_less_those_of_holes_are_the_pixels(int seed)
    {
        var random = new Random(seed);
        Mask mask = DrawnMask.Paint(13, 9, (_, _) => random.NextDouble() < 0.6);
        Trace(mask).Sum(Area).ShouldBe(mask.Values.Sum());
        Trace(mask).Where(outline => Area(outline) > 0).Sum(Area).ShouldBeGreaterThanOrEqualTo(FilledHoles(mask).Values.Sum());
    }

    [Fact]
    public void Stairs_become_slopes_and_corners_stay()
    {
        Mask disc = DrawnMask.Paint(200, 200, (x, y) => Math.Pow(x - 99.5, 2) + Math.Pow(y - 99.5, 2) < 90 * 90);
        List<(int X, int Y)> outline = Trace(disc).ShouldHaveSingleItem(), simple = OutlineSimplification.Of(outline);
        simple.Count.ShouldBeLessThan(outline.Count / 2);
        Area(simple).ShouldBe(disc.Values.Sum(), 0.01 * disc.Values.Sum());
        List<(int X, int Y)> rectangle = [(3, 1), (3, 3), (1, 3), (1, 1)], pixel = [(1, 0), (1, 1), (0, 1), (0, 0)];
        OutlineSimplification.Of(rectangle).ShouldBe(rectangle);
        OutlineSimplification.Of(pixel).ShouldBe(pixel);
    }

    private static List<List<(int X, int Y)>> Trace(Mask mask) => MaskOutlines.Trace(ObjectMap.Of(mask), 1);

    private static double Area(List<(int X, int Y)> corners) => 0.5 * corners
        .Zip([.. corners.Skip(1), corners[0]], (a, b) => ((double)a.X * b.Y) - ((double)b.X * a.Y)).Sum();

    // Background that is not joined to the frame, corners counting as joints, becomes object.
    private static Mask FilledHoles(Mask mask)
    {
        int width = mask.Width, height = mask.Height;
        var outside = new HashSet<(int X, int Y)>();
        var open = new Stack<(int X, int Y)>([(-1, -1)]);
        while (open.TryPop(out (int X, int Y) place))
        {
            bool near = place.X >= -1 && place.Y >= -1 && place.X <= width && place.Y <= height;
            bool inside = place.X >= 0 && place.Y >= 0 && place.X < width && place.Y < height;
            if (!near || (inside && mask.Values[(place.Y * width) + place.X] > 0) || !outside.Add(place))
                continue;
            for (int i = 0; i < 9; i++)
                open.Push((place.X + (i % 3) - 1, place.Y + (i / 3) - 1));
        }

        return DrawnMask.Paint(width, height, (x, y) => !outside.Contains((x, y)));
    }
}
