namespace PerturbSeg.Reports;

/// <summary>How the bytes of one pixel are read; the value is the number of 8-bit samples a pixel.</summary>
public enum PngColor
{
    /// <summary>No samples; not a format that can be written.</summary>
    None = 0,

    /// <summary>One sample: 0 is black, 255 white. Masks are written so, 255 = object.</summary>
    Grey = 1,

    /// <summary>Three samples: red, green, blue.</summary>
    Rgb = 3,

    /// <summary>Four samples: red, green, blue and opacity, not premultiplied. Cut-outs are written so.</summary>
    Rgba = 4,
}
