using PerturbSeg.Masks;

namespace PerturbSeg.Mending;

/// <summary>
/// Clears specks beside the object and pinholes in it: pieces that are small beside the largest one. What hangs together is found by runs of
/// pixels, row after row, so that memory grows with outlines and not with photos. Ours.
/// </summary>
/// <param name="Piece">Pieces of the object with fewer pixels than this share of the largest one go, 0 to 1; 0 keeps all.</param>
/// <param name="Hole">Holes with fewer pixels than this share of the largest piece are filled, 0 to 1; 0 keeps all.</param>
/// <exception cref="ArgumentOutOfRangeException">A share is out of its range, or not a number.</exception>
public sealed record SmallPieces(double Piece = 0.05, double Hole = 0.02)
{
    private const float JustBelow = BinaryMask.Threshold - 1e-3f;

    /// <summary>Share of the largest piece below which pieces go, 0 to 1.</summary>
    public double Piece { get; init => field = InRange(value, nameof(Piece)); } = InRange(Piece, nameof(Piece));

    /// <summary>Share of the largest piece below which holes are filled, 0 to 1.</summary>
    public double Hole { get; init => field = InRange(value, nameof(Hole)); } = InRange(Hole, nameof(Hole));

    /// <summary>Clears a mask in place: what changes sides keeps its distance to one half.</summary>
    /// <param name="mask">The mask.</param>
    public void Clear(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        (List<Run> runs, List<Region> regions) = Find(mask);
        long largest = runs.Where(run => run.IsObject).Select(run => regions[run.Region].Root.Pixels).DefaultIfEmpty(0).Max();
        Run[] specks = [.. runs.Where(run => run.IsObject && regions[run.Region].Root.Pixels < Piece * largest)];
        foreach (Run run in specks)
            Flip(mask, run, value => Math.Min(1 - value, JustBelow));
        if (specks.Length > 0)
            (runs, regions) = Find(mask); // a speck may lie in a hole, and have holes of its own
        foreach (Run run in runs)
        {
            if (!run.IsObject && regions[run.Region].Root is { IsAtFrame: false } hole && hole.Pixels < Hole * largest)
                Flip(mask, run, value => 1 - value);
        }
    }

    private static (List<Run> Runs, List<Region> Regions) Find(Mask mask)
    {
        List<Run> runs = [];
        var regions = new List<Region>();
        int above = 0; // the first run of the row above
        for (int y = 0; y < mask.Height; y++)
        {
            int first = runs.Count;
            AddRuns(mask, y, runs, regions);
            for (int i = first, j = above; i < runs.Count && j < first;)
            {
                if (runs[i].IsObject == runs[j].IsObject)
                    Region.Join(regions[runs[i].Region], regions[runs[j].Region]);
                int end = runs[i].End, endAbove = runs[j].End + mask.Width;
                i += end <= endAbove ? 1 : 0;
                j += endAbove <= end ? 1 : 0;
            }

            above = first;
        }

        return (runs, regions);
    }

    private static void AddRuns(Mask mask, int y, List<Run> runs, List<Region> regions)
    {
        int begin = y * mask.Width, end = begin + mask.Width;
        for (int start = begin, at; start < end; start = at)
        {
            bool isObject = BinaryMask.IsObject(mask.Values[start]);
            for (at = start + 1; at < end && BinaryMask.IsObject(mask.Values[at]) == isObject; at++)
            {
                // To the end of the run.
            }

            runs.Add(new Run(start, at, isObject, regions.Count));
            regions.Add(new Region { Pixels = at - start, IsAtFrame = y == 0 || y == mask.Height - 1 || start == begin || at == end });
        }
    }

    private static void Flip(Mask mask, Run run, Func<float, float> other)
    {
        for (int i = run.Start; i < run.End; i++)
            mask.Values[i] = other(mask.Values[i]);
    }

    private static double InRange(double share, string name)
        => share is >= 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(name, share, "Give 0 to 1.");

    /// <summary>Pixels of one row that lie side by side on one side of one half.</summary>
    private readonly record struct Run(int Start, int End, bool IsObject, int Region);

    /// <summary>What hangs together, as far as it is known: a tree whose root speaks for all.</summary>
    private sealed class Region
    {
        private Region? _parent;

        public long Pixels { get; set; }

        public bool IsAtFrame { get; set; }

        public Region Root
        {
            get
            {
                Region root = this;
                while (root._parent is { } parent)
                {
                    root._parent = parent._parent ?? parent; // a shorter way next time
                    root = parent;
                }

                return root;
            }
        }

        public static void Join(Region one, Region other)
        {
            (Region child, Region root) = (one.Root, other.Root);
            if (child == root)
                return;
            child._parent = root;
            (root.Pixels, root.IsAtFrame) = (root.Pixels + child.Pixels, root.IsAtFrame || child.IsAtFrame);
        }
    }
}
