namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>What a node on a leaf is: its flags, in a database without flags of its own.</summary>
internal enum LmdbNodeKind
{
    /// <summary>A key and its value.</summary>
    Value = 0,

    /// <summary>A key, and the first of the pages that its value fills.</summary>
    LargeValue = 1,

    /// <summary>The name of a database, and its record.</summary>
    NamedDatabase = 2,
}
