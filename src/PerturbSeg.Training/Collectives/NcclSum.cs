using System.Runtime.InteropServices;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Collectives;

/// <summary>Sums tensors over ranks that have a CUDA device each, on the devices, by NCCL; the ranks meet by way of what brought them together.</summary>
public sealed class NcclSum : IDisposable
{
    private readonly NcclLibrary _library;
    private readonly Action _useDevice;
    private readonly nint _communicator;

    /// <summary>Joins the other ranks; returns when all have.</summary>
    /// <param name="library">NCCL.</param>
    /// <param name="ranks">All of them; borrowed.</param>
    /// <param name="useDevice">Makes this rank's device that of the calling thread.</param>
    /// <exception cref="IOException">NCCL refuses.</exception>
    internal NcclSum(NcclLibrary library, ICollective ranks, Action useDevice)
    {
        (_library, _useDevice) = (library, useDevice);
        useDevice();
        NcclLibrary.Meeting meeting = ranks.Rank == 0 ? library.NewMeeting() : default;
        ranks.Broadcast(MemoryMarshal.AsBytes(new Span<NcclLibrary.Meeting>(ref meeting)));
        _communicator = library.Join(meeting, ranks.Rank, ranks.Size);
    }

    /// <summary>Joins the other ranks where each has a CUDA device of its own and NCCL.</summary>
    /// <param name="ranks">All of them; each makes this call.</param>
    /// <param name="device">This rank's device.</param>
    /// <param name="obstacle">Why sums go by way of the processor's memory, in a sentence; null where they do not, or where there is no choice.</param>
    /// <returns>Null where sums go by way of the processor's memory.</returns>
    /// <exception cref="IOException">NCCL or CUDA's driver refuses.</exception>
    public static NcclSum? Join(ICollective ranks, Device device, out string? obstacle)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        obstacle = null;
        if (ranks.Size == 1 || !device.IsCuda)
            return null;
        NcclLibrary? library = NcclLibrary.Installed();
        obstacle = ObstacleOf(ranks, library is not null, CudaDriver.IdentityOf(device.Index));
        if (obstacle is not null)
            return null;
        nint context = CudaDriver.ContextOf(device.Index);
        return new NcclSum(library!, ranks, () => CudaDriver.Use(context));
    }

    /// <summary>Sums element by element over the ranks; every rank gets the same bits.</summary>
    /// <param name="own">float32, of one shape on every rank; it is left as it is.</param>
    public Tensor Sum(Tensor own)
    {
        ArgumentNullException.ThrowIfNull(own);
        Tensor sums = own.Detach().Reshape(-1).Clone();
        _useDevice();
        _library.Sum(sums.Address, sums.Count, _communicator);
        return sums.Reshape(own.Shape.ToArray());
    }

    /// <summary>Leaves, when all ranks do.</summary>
    public void Dispose() => _library.Leave(_communicator);

    /// <summary>What keeps any of the ranks from NCCL, in a sentence: the same on every rank, as all have to do the same.</summary>
    internal static string? ObstacleOf(ICollective ranks, bool hasLibrary, UInt128 device)
    {
        UInt128[] own = [hasLibrary ? device : 0], all = new UInt128[ranks.Size];
        ranks.Gather(MemoryMarshal.AsBytes(own.AsSpan()), MemoryMarshal.AsBytes(all.AsSpan()));
        if (all.Contains(UInt128.Zero))
            return $"{NcclLibrary.Library} is not there on every rank (Debian and Ubuntu: libnccl2)";
        return all.Distinct().Count() < all.Length ? "two ranks share a device, which NCCL does not allow" : null;
    }
}
