using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PerturbSeg.Training.Collectives;

/// <summary>NVIDIA's collective communication library (NCCL API, version 2), of which sums are used.</summary>
/// <param name="export">The address of a function by its name.</param>
internal sealed unsafe class NcclLibrary(Func<string, nint> export)
{
    /// <summary>The file's name.</summary>
    public const string Library = "libnccl.so.2";

    private const int Float32 = 7, Addition = 0;

    private readonly delegate* unmanaged<Meeting*, int> _getUniqueId = (delegate* unmanaged<Meeting*, int>)export("ncclGetUniqueId");
    private readonly delegate* unmanaged<nint*, int, Meeting, int, int> _join = (delegate* unmanaged<nint*, int, Meeting, int, int>)export("ncclCommInitRank");
    private readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> _allReduce =
        (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)export("ncclAllReduce");
    private readonly delegate* unmanaged<nint, int> _leave = (delegate* unmanaged<nint, int>)export("ncclCommDestroy");
    private readonly delegate* unmanaged<int, nint> _errorText = (delegate* unmanaged<int, nint>)export("ncclGetErrorString");

    /// <summary>The installed library; null where there is none.</summary>
    public static NcclLibrary? Installed()
        => NativeLibrary.TryLoad(Library, out nint library) ? new NcclLibrary(name => NativeLibrary.GetExport(library, name)) : null;

    /// <summary>Where ranks meet that join.</summary>
    /// <exception cref="IOException">NCCL refuses.</exception>
    public Meeting NewMeeting()
    {
        Meeting meeting;
        Check(_getUniqueId(&meeting));
        return meeting;
    }

    /// <summary>Joins the other ranks, with the device of this thread; returns when all have.</summary>
    /// <returns>The communicator.</returns>
    /// <exception cref="IOException">NCCL refuses.</exception>
    public nint Join(Meeting meeting, int rank, int size)
    {
        nint communicator;
        Check(_join(&communicator, size, meeting, rank));
        return communicator;
    }

    /// <summary>Sums float32 in place, in the order of the device's default stream, which is libtorch's: it returns before that is done.</summary>
    /// <param name="values">Address of the first number, on the device.</param>
    /// <param name="count">How many.</param>
    /// <param name="communicator">Of <see cref="Join"/>.</param>
    /// <exception cref="IOException">NCCL refuses.</exception>
    public void Sum(nint values, long count, nint communicator)
        => Check(_allReduce(values, values, (nuint)count, Float32, Addition, communicator, 0));

    /// <summary>Frees the communicator.</summary>
    /// <exception cref="IOException">NCCL refuses.</exception>
    public void Leave(nint communicator) => Check(_leave(communicator));

    private void Check(int code)
    {
        if (code != 0)
            throw new IOException($"NCCL: {Marshal.PtrToStringUTF8(_errorText(code))}.");
    }

    /// <summary>NCCL's <c>ncclUniqueId</c>: 128 bytes, which it passes by value.</summary>
    [InlineArray(Bytes)]
    public struct Meeting
    {
        /// <summary>Its size.</summary>
        public const int Bytes = 128;

        private byte _first;
    }
}
