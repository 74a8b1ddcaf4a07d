using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Tests.Mending;

public sealed class SmallPiecesTests
{
    [Fact]
    public void SpecksGoAndPinholesAreFilled()
        => Cleared(new SmallPieces(Piece: 0.3, Hole: 0.2),
            "..........",
            ".#####..#.",
            ".#.###....",
            ".#####..#.",
            ".....#..#.",
            "........#.").ShouldBe(
        [
            "..........",
            ".#####....",
            ".#####....",
            ".#####....",
            ".....#....",
            "..........",
        ]);

    [Fact]
    public void ASpeckInAPinholeAndAPinholeInASpeckGoToo()
        => Cleared(new SmallPieces(Piece: 0.3, Hole: 0.25),
            "..............",
            ".#######......",
            ".#.....#..###.",
            ".#..#..#..#.#.",
            ".#.....#..###.",
            ".#######......",
            ".#######......",
            ".#######......").ShouldBe(
        [
            "..............",
            ".#######......",
            ".#.....#......",
            ".#.....#......",
            ".#.....#......",
            ".#######......",
            ".#######......",
            ".#######......",
        ]);

    [Fact]
    public void AHoleIsAsLargeAsItIsWithoutItsSpecks()
        => Cleared(new SmallPieces(Piece: 0.3, Hole: 0.5), ".......", ".#####.", ".#...#.", ".#.#.#.", ".#...#.", ".#####.", ".......")
            .ShouldBe([".......", ".#####.", ".#...#.", ".#...#.", ".#...#.", ".#####.", "......."]); // 9 of 16 pixels, and 8 with the speck

    [Fact]
    public void WhatIsLargeEnoughStays()
    {
        string[] mask =
        [
            ".####...##",
            ".#..#...##",
            ".#..#...##",
            ".####.....",
        ];
        Cleared(new SmallPieces(Piece: 0.4, Hole: 0.2), mask).ShouldBe(mask); // 12 pixels, a piece of 6 and a hole of 4
    }

    [Fact]
    public void PartsThatMeetFurtherDownAreOnePiece()
    {
        string[] mask =
        [
            "#...#...#.",
            "#...#...#.",
            "#########.",
        ];
        Cleared(new SmallPieces(Piece: 0.9, Hole: 0), mask).ShouldBe(mask);
    }

    [Fact]
    public void WhatReachesTheFrameIsNoHole()
    {
        string[] mask =
        [
            "##.##",
            "##.##",
            "#####",
        ];
        Cleared(new SmallPieces(Piece: 0, Hole: 1), mask).ShouldBe(mask);
    }

    [Fact]
    public void CornersDoNotHangTogether()
        => Cleared(new SmallPieces(Piece: 0.9, Hole: 0), "##..", "##..", "..#.").ShouldBe(["##..", "##..", "...."]);

    [Fact]
    public void WhatChangesSidesKeepsItsDistance()
    {
        var mask = new Mask(5, 3, [1, 1, 1, 0, 0.75f, 1, 0.375f, 1, 0, 0, 1, 1, 1, 0, 0.5f]);
        new SmallPieces(Piece: 0.2, Hole: 0.2).Clear(mask);
        mask.Values.ShouldBe([1, 1, 1, 0, 0.25f, 1, 0.625f, 1, 0, 0, 1, 1, 1, 0, 0.499f], 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void EmptyAndFullMasksStay(float value)
    {
        var mask = new Mask(7, 5, [.. Enumerable.Repeat(value, 35)]);
        new SmallPieces().Clear(mask);
        mask.Values.ShouldAllBe(cleared => cleared == value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PiecesAreThoseThatAFloodFinds(int seed)
    {
        const int side = 24;
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, side * side).Select(_ => random.Next(10) < 6 ? 1f : 0f)];
        var mask = new Mask(side, side, [.. values]);
        new SmallPieces(Piece: 0.5, Hole: 0).Clear(mask);

        bool[] open = [.. values.Select(BinaryMask.IsObject)];
        int[] pending = new int[side * side];
        (int Start, int Pixels)[] pieces = [.. Enumerable.Range(0, side * side).Select(start => (start, ConnectedComponent.Close(open, pending, start, side))).Where(piece => piece.Item2 > 0)];
        int largest = pieces.Max(piece => piece.Pixels);
        foreach ((int start, int pixels) in pieces)
            BinaryMask.IsObject(mask.Values[start]).ShouldBe(pixels >= 0.5 * largest);
    }

    [Fact]
    public void SharesOutOfRangeAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new SmallPieces(Piece: -0.1));
        Should.Throw<ArgumentOutOfRangeException>(() => new SmallPieces() with { Hole = double.NaN });
    }

    private static string[] Cleared(SmallPieces pieces, params string[] rows)
    {
        var mask = new Mask(rows[0].Length, rows.Length, [.. string.Concat(rows).Select(pixel => pixel == '#' ? 1f : 0f)]);
        pieces.Clear(mask);
        return [.. mask.Values.Chunk(mask.Width).Select(row => string.Concat(row.Select(value => BinaryMask.IsObject(value) ? '#' : '.')))];
    }
}
