namespace PerturbSeg.Training.Runs;

/// <summary>The ways a split into layers is known to go wrong (paper, section 3.3; and seen in practice).</summary>
public enum Degeneracy
{
    /// <summary>The background layer paints everything.</summary>
    EmptyMask,

    /// <summary>The foreground layer paints everything.</summary>
    FullMask,

    /// <summary>The mask decides nothing.</summary>
    HalfTransparentMask,

    /// <summary>Both layers paint the same image under the mask.</summary>
    SameLayers,

    /// <summary>The mask reaches the frame: a patch of background may pose as the object.</summary>
    PatchAtFrame,

    /// <summary>The mask hangs together badly: it marks parts of the surroundings besides the object.</summary>
    MaskInPieces,
}
