using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// .NET turns SIGSEGV into <see cref="NullReferenceException"/>, on a signal stack that it gives each of its threads. Once a thread has used
/// the matrix units of an x64 processor (AMX), the kernel saves 8 KB of tiles with every signal, which does not fit on that stack: the process ends
/// instead. Where the kernel says that a signal takes so much (getauxval(3), AT_MINSIGSTKSZ), each thread that computes gets a wider stack, once.
/// </summary>
internal static partial class SignalStack
{
    private const nuint MinimumSize = 51; // AT_MINSIGSTKSZ
    private const nuint RoomForHandler = 64 << 10;
    private const nuint PlainSignal = 8 << 10; // what fits on the stack that .NET gives
    private const int Disabled = 2; // SS_DISABLE
    private const int ReadAndWrite = 3; // PROT_READ | PROT_WRITE
    private const int PrivateMemory = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS

    private static readonly nuint Needed = FindNeeded();

    [ThreadStatic]
    private static bool s_widened;

    /// <summary>Gives this thread a wider signal stack if signals need one here and it has none yet.</summary>
    public static void Widen()
    {
        if (Needed == 0 || s_widened)
            return;
        s_widened = true;
        Replace(Needed);
    }

    /// <summary>Gives this thread a signal stack of a size, if that is more than it has; .NET frees it with the thread.</summary>
    /// <returns>Whether it was replaced.</returns>
    internal static unsafe bool Replace(nuint size)
    {
        Description given = default;
        if (Set(null, &given) != 0 || (given.Flags & Disabled) != 0 || given.Size >= size)
            return false;
        nint memory = Map(0, size, ReadAndWrite, PrivateMemory, -1, 0);
        if (memory == -1)
            return false;
        var wide = new Description { Start = memory, Size = size };
        return Set(&wide, null) == 0;
    }

    private static nuint FindNeeded()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return 0;
        nuint signal = AuxiliaryValue(MinimumSize);
        return signal > PlainSignal ? signal + RoomForHandler : 0;
    }

    [LibraryImport("libc.so.6", EntryPoint = "getauxval")]
    private static partial nuint AuxiliaryValue(nuint kind);

    [LibraryImport("libc.so.6", EntryPoint = "sigaltstack")]
    private static unsafe partial int Set(Description* next, Description* before);

    [LibraryImport("libc.so.6", EntryPoint = "mmap")]
    private static partial nint Map(nint at, nuint size, int protection, int flags, int file, nint offset);

    // stack_t of Linux on x64.
    [StructLayout(LayoutKind.Sequential)]
    private struct Description
    {
        public nint Start;
        public int Flags;
        public nuint Size;
    }
}
