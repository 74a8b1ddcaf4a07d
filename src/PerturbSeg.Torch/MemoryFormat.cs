namespace PerturbSeg.Torch;

/// <summary>The order of a tensor's elements in memory; the numbers are libtorch's (<c>c10::MemoryFormat</c>).</summary>
public enum MemoryFormat
{
    /// <summary>Row-major: [N, C, H, W] with W innermost.</summary>
    Contiguous = 0,

    /// <summary>Channels innermost: what processors' convolutions run fastest on.</summary>
    ChannelsLast = 2,
}
