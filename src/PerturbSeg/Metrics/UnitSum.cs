namespace PerturbSeg.Metrics;

/// <summary>
/// The sum of numbers in [0, 1] as a whole number of units, so that it is the same in whatever order and parts they are added. Numbers from 2⁻¹⁰ on are
/// added exactly, smaller ones to half a unit.
/// </summary>
/// <param name="Units">In 2⁻⁶².</param>
internal readonly record struct UnitSum(UInt128 Units)
{
    private const double One = 1L << 62;

    public static UnitSum operator +(UnitSum sum, double value) => new(sum.Units + (ulong)Math.Round(value * One));

    public static UnitSum operator +(UnitSum left, UnitSum right) => new(left.Units + right.Units);

    /// <summary>The mean of so many numbers.</summary>
    public double Mean(int count) => (double)Units / One / count;
}
