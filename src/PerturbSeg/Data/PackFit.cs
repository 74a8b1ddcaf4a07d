namespace PerturbSeg.Data;

/// <summary>How a photo becomes a square.</summary>
public enum PackFit
{
    /// <summary>The whole photo is resized to the square, its aspect lost: the published way.</summary>
    Stretch,

    /// <summary>The largest centred square is cut out and resized, the aspect kept.</summary>
    Crop,
}
