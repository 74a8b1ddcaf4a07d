namespace PerturbSeg.Imaging;

/// <summary>How pixels are blended when an image is resized; all are widened when shrinking.</summary>
public enum ResizeFilter
{
    /// <summary>Triangle (bilinear). Never leaves the range of its input; for masks.</summary>
    Linear = 1,

    /// <summary>Catmull-Rom cubic. Sharper; may overshoot at edges.</summary>
    Cubic = 2,

    /// <summary>Lanczos with three lobes when shrinking, cubic when enlarging; may overshoot at edges. For photos.</summary>
    Lanczos = 3,
}
