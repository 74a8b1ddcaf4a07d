using System.Runtime.Intrinsics.X86;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Some virtual machines show the matrix units of a processor (AMX) in its feature bits and hide their sizes, CPUID leaf 1D. oneDNN then sets them up
/// with sizes of zero, and the process ends with SIGILL at the first convolution in bfloat16: there it is told to do without them.
/// </summary>
internal static class HiddenTiles
{
    private const int Features = 7, AmxTile = 1 << 24; // of EDX
    private const int TileInformation = 0x1D, FirstPalette = 1;

    /// <summary>Keeps oneDNN from matrix units whose sizes are hidden; before libtorch is loaded.</summary>
    public static void LeaveOut()
    {
        if (!OperatingSystem.IsLinux() || !X86Base.IsSupported)
            return;
        int most = X86Base.CpuId(0, 0).Eax;
        bool shown = most >= Features && (X86Base.CpuId(Features, 0).Edx & AmxTile) != 0;
        bool hidden = most < TileInformation || X86Base.CpuId(TileInformation, FirstPalette) is (0, 0, 0, 0);
        if (shown && hidden)
            NativeVariable.SetUnlessSet("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16");
    }
}
