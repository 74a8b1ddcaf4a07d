namespace PerturbSeg.Metrics;

/// <summary>Sorts objects by <see cref="ObjectSize"/>.</summary>
public static class ObjectSizes
{
    private const double SmallBelow = 0.1;
    private const double LargeAbove = 0.5;

    /// <summary>The class of an object.</summary>
    /// <param name="share">Its share of the photo's pixels, in [0, 1].</param>
    /// <returns>The class.</returns>
    public static ObjectSize Of(double share) => share < SmallBelow ? ObjectSize.Small : share > LargeAbove ? ObjectSize.Large : ObjectSize.Middle;

    /// <summary>The name of a class in results.</summary>
    /// <param name="size">The class.</param>
    /// <returns>"small", "middle" or "large".</returns>
    public static string Name(ObjectSize size) => size switch
    {
        ObjectSize.Small => "small",
        ObjectSize.Middle => "middle",
        ObjectSize.Large => "large",
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, null),
    };
}
