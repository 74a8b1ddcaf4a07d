using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Training.Tests.Collectives;

/// <summary>NCCL's functions over the processor's memory, for ranks that are threads. One at a time.</summary>
internal sealed unsafe class FakeNccl : IDisposable
{
    private const int InvalidUsage = 5;
    private static readonly Lock Alone = new();
    private static FakeNccl? s_now;
    private readonly Barrier _barrier;
    private readonly nint[] _values;
    private readonly ThreadLocal<int> _device = new(() => -1);
    private int _left;

    public FakeNccl(int ranks)
    {
        Alone.Enter();
        s_now = this;
        _barrier = new Barrier(ranks);
        _values = new nint[ranks];
    }

    public bool Refuses { get; init; }

    /// <summary>How many ranks have left.</summary>
    public int Left => _left;

    public NcclLibrary Library { get; } = new(name => name switch
    {
        "ncclGetUniqueId" => (nint)(delegate* unmanaged<NcclLibrary.Meeting*, int>)&GetUniqueId,
        "ncclCommInitRank" => (nint)(delegate* unmanaged<nint*, int, NcclLibrary.Meeting, int, int>)&Join,
        "ncclAllReduce" => (nint)(delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)&AllReduce,
        "ncclCommDestroy" => (nint)(delegate* unmanaged<nint, int>)&Leave,
        "ncclGetErrorString" => (nint)(delegate* unmanaged<int, nint>)&ErrorText,
        _ => throw new EntryPointNotFoundException(name),
    });

    public void UseDevice(int device) => _device.Value = device;

    public void Dispose()
    {
        s_now = null;
        _barrier.Dispose();
        _device.Dispose();
        Alone.Exit();
    }

    [UnmanagedCallersOnly]
    private static int GetUniqueId(NcclLibrary.Meeting* meeting)
    {
        for (int i = 0; i < NcclLibrary.Meeting.Bytes; i++)
            (*meeting)[i] = (byte)(i + 1);
        return s_now!.Refuses ? InvalidUsage : 0;
    }

    // A communicator is 100 and the rank.
    [UnmanagedCallersOnly]
    private static int Join(nint* communicator, int size, NcclLibrary.Meeting meeting, int rank)
    {
        *communicator = 100 + rank;
        bool met = size == s_now!._values.Length && s_now._device.Value == rank;
        for (int i = 0; i < NcclLibrary.Meeting.Bytes; i++)
            met &= meeting[i] == i + 1;
        return met ? 0 : InvalidUsage;
    }

    [UnmanagedCallersOnly]
    private static int AllReduce(nint sent, nint received, nuint count, int type, int operation, nint communicator, nint stream)
    {
        int rank = (int)communicator - 100;
        if (sent != received || type != 7 || operation != 0 || stream != 0 || s_now!._device.Value != rank)
            return InvalidUsage;
        s_now._values[rank] = sent;
        s_now._barrier.SignalAndWait();
        var sums = new float[count];
        foreach (nint values in s_now._values)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] += ((float*)values)[i];
        }

        s_now._barrier.SignalAndWait();
        sums.CopyTo(new Span<float>((void*)received, sums.Length));
        s_now._barrier.SignalAndWait();
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Leave(nint communicator)
    {
        Interlocked.Increment(ref s_now!._left);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nint ErrorText(int code)
        => code == InvalidUsage ? (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference("invalid usage\0"u8)) : 0;
}
