using PerturbSeg.Masks;
using PerturbSeg.Outputs;

namespace PerturbSeg.Tests.Outputs;

public sealed class BridgedPolygonsTests
{
    [Fact]
    public void A_way_leads_to_a_hole_and_back()
        => BridgedPolygons.Of(ObjectMap.Of(DrawnMask.Of("....", ".###", ".#.#", ".###")), 1).ShouldHaveSingleItem()
            .ShouldBe([(4, 1), (4, 4), (1, 4), (1, 2), (2, 2), (2, 3), (3, 3), (3, 2), (2, 2), (1, 2), (1, 1)], ignoreOrder: false);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Unsimplified_polygons_are_the_object_to_the_pixel(int seed)
    {
        var random = new Random(seed);
        Mask mask = DrawnMask.Paint(23, 19, (_, _) => random.NextDouble() < 0.45 + (seed * 0.06)); // holes in holes, parts that touch at corners
        List<List<(int X, int Y)>> polygons = BridgedPolygons.Of(ObjectMap.Of(mask), 1, simplify: false);

        bool[] expected = Array.ConvertAll(mask.Values, value => value > 0);
        Polygons.Fill(23, 19, polygons.Select(Polygons.Of)).ShouldBe(expected);
        Polygons.FillByWinding(23, 19, polygons.Select(Polygons.Of)).ShouldBe(expected);
        Polygons.Fill(23, 19, [Polygons.Of(JoinedPolygon.Of(polygons))]).ShouldBe(expected);
        Polygons.FillByWinding(23, 19, [Polygons.Of(JoinedPolygon.Of(polygons))]).ShouldBe(expected);
    }

    [Fact]
    public void Ways_lie_inside_the_object()
    {
        Mask mask = Polygons.RingsAndDot(60);
        foreach (List<(int X, int Y)> polygon in BridgedPolygons.Of(ObjectMap.Of(mask), 1))
        {
            var edges = polygon.Zip([.. polygon.Skip(1), polygon[0]]).ToHashSet();
            foreach (((int X, int Y) from, (int X, int Y) to) in edges.Where(edge => edges.Contains((edge.Second, edge.First)))) // there and back
            {
                to.Y.ShouldBe(from.Y);
                for (int x = Math.Min(from.X, to.X); x < Math.Max(from.X, to.X); x++)
                    mask.Values[(from.Y * mask.Width) + x].ShouldBe(1);
            }
        }
    }

    [Fact]
    public void Simplified_polygons_keep_holes_and_what_is_in_them()
    {
        Mask mask = Polygons.RingsAndDot(80);
        List<List<(int X, int Y)>> polygons = BridgedPolygons.Of(ObjectMap.Of(mask), 1);
        polygons.Count.ShouldBe(3);
        polygons.Sum(polygon => polygon.Count).ShouldBeLessThan(250);
        Polygons.WrongAwayFromOutlines(Polygons.Fill(160, 80, polygons.Select(Polygons.Of)), mask).ShouldBe(0);
        Polygons.WrongAwayFromOutlines(Polygons.Fill(160, 80, [Polygons.Of(JoinedPolygon.Of(polygons))]), mask).ShouldBe(0);
    }

    [Fact]
    public void Thousands_of_holes_take_no_time()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var random = new Random(7);
        Mask mask = DrawnMask.Paint(700, 500, (_, _) => random.NextDouble() < 0.8);
        JoinedPolygon.Of(BridgedPolygons.Of(ObjectMap.Of(mask), 1)).Count.ShouldBeGreaterThan(100_000);
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(20);
    }
}
