using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Tells oneDNN, the library of convolutions inside libtorch, how large the processor's caches are, where a virtual machine hides it.
/// </summary>
/// <remarks>
/// oneDNN 3.7 asks AMD's processors by CPUID leaf 8000001D. Some virtual machines (Firecracker, for one) answer with zeros, which it takes for caches of one
/// byte. It then splits what it rearranges in a way that its rearranging does not support, and convolutions whose channels are no multiple of 16 come out
/// wrong by tens of percents, without a word. The older leaves 80000005 and 80000006 still tell the sizes, so the numbers that oneDNN keeps are mended once.
/// They are found by their values, which occur together nowhere else; where they are not found, libtorch is told to do without oneDNN.
/// </remarks>
internal static unsafe partial class OneDnnCaches
{
    private const string Library = "libtorch_cpu.so";
    private const int CacheLevels = 3;
    private const int MostCacheLevels = 10; // of Xbyak's Cpu, the part of oneDNN that asks the processor

    /// <summary>Mends the numbers if they are wrong here; convolutions are right afterwards.</summary>
    public static void Mend()
    {
        if (!OperatingSystem.IsLinux() || !AreHidden())
            return;
        AskOneDnn();
        if (!TryMend(Sizes()))
            SetOneDnn(Context(), 0);
    }

    /// <summary>Writes sizes into what holds sizes of one byte: three, seven zeros, as many sharing cores and zeros, and the number of levels.</summary>
    /// <param name="words">Memory to look in.</param>
    /// <param name="sizes">Bytes of the caches of levels 1 to 3.</param>
    /// <returns>Whether it was there.</returns>
    internal static bool TryMend(Span<uint> words, ReadOnlySpan<uint> sizes)
    {
        ReadOnlySpan<uint> wrong = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
        for (int at = 0; at + (2 * MostCacheLevels) < words.Length; at++)
        {
            int next = words[at..].IndexOf(wrong);
            if (next < 0)
                return false;
            at += next;
            if (at + (2 * MostCacheLevels) >= words.Length)
                return false;
            ReadOnlySpan<uint> sharing = words.Slice(at + MostCacheLevels, MostCacheLevels);
            if (words[at + (2 * MostCacheLevels)] == CacheLevels && sharing[..CacheLevels].IndexOf(0u) < 0 && !sharing[CacheLevels..].ContainsAnyExcept(0u))
            {
                sizes.CopyTo(words[at..]);
                return true;
            }
        }

        return false;
    }

    private static bool AreHidden()
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(unchecked((int)0x8000_0000), 0).Eax < 0x8000_001D)
            return false;
        (_, int vendor, _, _) = X86Base.CpuId(0, 0);
        (int kind, int ways, int sets, _) = X86Base.CpuId(unchecked((int)0x8000_001D), 0);
        return vendor == 0x6874_7541 && (kind | ways | sets) == 0; // "Auth" of AuthenticAMD
    }

    // Bytes of the data caches (AMD64 Architecture Programmer's Manual, volume 3, functions 8000_0005h and 8000_0006h).
    private static uint[] Sizes()
    {
        uint first = (uint)X86Base.CpuId(unchecked((int)0x8000_0005), 0).Ecx >> 24 << 10;
        (_, _, int second, int third) = X86Base.CpuId(unchecked((int)0x8000_0006), 0);
        uint shared = Math.Min((uint)third >> 18 << 19, 64u << 20); // in steps of half a megabyte; a machine has a part of it
        return [Math.Max(first, 32 << 10), Math.Max((uint)second >> 16 << 10, 256 << 10), Math.Max(shared, 2 << 20)];
    }

    // oneDNN asks the processor at the first convolution: one of 16 images with a wide kernel goes to it with any number of threads.
    private static void AskOneDnn()
    {
        using TorchTensor images = torch.zeros([16, 1, 5, 5]), kernel = torch.zeros([1, 1, 5, 5]);
        using TorchTensor result = torch.nn.functional.conv2d(images, kernel);
    }

    private static bool TryMend(uint[] sizes)
    {
        bool within = false;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            // Its variables without a first value lie in the nameless part that follows its own.
            bool named = line.EndsWith(Library, StringComparison.Ordinal);
            within = named || (within && line.EndsWith(" 0 ", StringComparison.Ordinal));
            if (within && line.Contains(" rw-p ", StringComparison.Ordinal) && TryMend(Words(line), sizes))
                return true;
        }

        return false;
    }

    // "from-to rw-p …", both in hexadecimal digits.
    private static Span<uint> Words(string line)
    {
        int dash = line.IndexOf('-', StringComparison.Ordinal), space = line.IndexOf(' ', StringComparison.Ordinal);
        nint from = nint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        nint to = nint.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Span<uint>((void*)from, (int)Math.Min((to - from) / sizeof(uint), int.MaxValue));
    }

    // at::globalContext() and at::Context::setUserEnabledMkldnn(bool), which libtorch exports.
    [LibraryImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint Context();

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    private static partial void SetOneDnn(nint context, byte enabled);
}
