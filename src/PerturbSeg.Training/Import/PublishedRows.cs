namespace PerturbSeg.Training.Import;

/// <summary>Rows of a published tensor: one published layer gives scale and shift together.</summary>
public enum PublishedRows
{
    /// <summary>All rows.</summary>
    All,

    /// <summary>The first half: the scale.</summary>
    FirstHalf,

    /// <summary>The second half: the shift.</summary>
    SecondHalf,
}
