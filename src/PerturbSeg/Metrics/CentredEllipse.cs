namespace PerturbSeg.Metrics;

/// <summary>
/// An upright ellipse in the middle of every photo, whatever it shows: the strongest mask that looks at nothing, since photographers
/// put objects in the middle.
/// </summary>
/// <param name="SemiAxisX">Horizontal semi-axis as a share of the photo's width; .5 touches both sides.</param>
/// <param name="SemiAxisY">Vertical semi-axis as a share of the photo's height.</param>
public readonly record struct CentredEllipse(double SemiAxisX, double SemiAxisY)
{
    /// <summary>The pixels of one row whose centres lie in the ellipse; empty where the ellipse does not reach.</summary>
    /// <param name="row">The row, from 0 at the top.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <returns>The first pixel and the one after the last; equal when there is none.</returns>
    public (int Start, int End) Row(int row, int width, int height)
    {
        double y = (row + 0.5 - (height / 2.0)) / (SemiAxisY * height);
        double inside = 1 - (y * y);
        if (inside < 0)
            return (0, 0);
        double half = SemiAxisX * width * Math.Sqrt(inside);
        double middle = (width / 2.0) - 0.5; // in pixel centres
        int start = Math.Max(0, (int)Math.Ceiling(middle - half));
        int end = Math.Min(width, (int)Math.Floor(middle + half) + 1);
        return start < end ? (start, end) : (0, 0);
    }
}
