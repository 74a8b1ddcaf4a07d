using System.Runtime.InteropServices;

namespace PerturbSeg.Training.Collectives;

/// <summary>The processes that <c>mpirun</c> or <c>srun</c> started, by Open MPI.</summary>
public sealed unsafe class MpiCollective : ICollective
{
    private const int QuickTests = 1000;
    private static readonly string[] Variables = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK"], Sizes = ["OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"], RanksOnMachine = ["OMPI_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID"];

    /// <summary>Joins the others. Once a process.</summary>
    /// <exception cref="UserErrorException">Open MPI's library is not there.</exception>
    /// <exception cref="IOException">MPI did not come up.</exception>
    public MpiCollective()
    {
        if (!NativeLibrary.TryLoad(MpiLibrary.Library, out _))
            throw new UserErrorException($"This process was started by MPI, but Open MPI's {MpiLibrary.Library} is not there: install it (Debian and Ubuntu: openmpi-bin), or start perturbseg alone (srun --mpi=none).");
        nint world = MpiLibrary.World;
        MpiLibrary.Check(MpiLibrary.InitThread(0, 0, MpiLibrary.ThreadSerialized, out _));
        MpiLibrary.Check(MpiLibrary.CommSetErrorHandler(world, MpiLibrary.ErrorsReturn));
        MpiLibrary.Check(MpiLibrary.CommRank(world, out int rank));
        MpiLibrary.Check(MpiLibrary.CommSize(world, out int size));
        (Rank, Size) = (rank, size);
    }

    /// <summary>Whether something that speaks Open MPI's language started this process: mpirun, or srun with PMIx.</summary>
    public static bool IsStarted => Variables.Any(variable => Environment.GetEnvironmentVariable(variable) is { Length: > 0 });

    /// <summary>Whether it started others, too.</summary>
    public static bool IsOneOfSeveral
        => IsStarted && Sizes.Select(Environment.GetEnvironmentVariable).FirstOrDefault(size => size is { Length: > 0 }) is not "1"; // one alone needs no library for it

    /// <summary>Whether this process is rank 0 of those that mpirun started, or was started by itself; known before they have met.</summary>
    public static bool IsFirst => Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_RANK") is null or "0";

    /// <summary>Which of the processes on this machine this is, from 0.</summary>
    public static int RankOnMachine
        => RanksOnMachine.Select(Environment.GetEnvironmentVariable).Select(text => int.TryParse(text, out int rank) ? rank : 0).FirstOrDefault(rank => rank > 0);

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public void Sum(Span<float> values)
    {
        fixed (float* first = values)
            MpiLibrary.Check(MpiLibrary.AllReduce(MpiLibrary.InPlace, first, values.Length, MpiLibrary.Float, MpiLibrary.Addition, MpiLibrary.World));
    }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        fixed (byte* sent = own, received = all)
            MpiLibrary.Check(MpiLibrary.AllGather(sent, own.Length, MpiLibrary.Byte, received, own.Length, MpiLibrary.Byte, MpiLibrary.World));
    }

    /// <inheritdoc/>
    /// <remarks>MPI's own waiting takes a whole core.</remarks>
    public void Broadcast(Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            MpiLibrary.Check(MpiLibrary.BeginBroadcast(first, bytes.Length, MpiLibrary.Byte, 0, MpiLibrary.World, out nint request));
            for (int tests = 0; ; tests++)
            {
                MpiLibrary.Check(MpiLibrary.Test(ref request, out int done, 0));
                if (done != 0)
                    return;
                if (tests > QuickTests)
                    Thread.Sleep(1);
            }
        }
    }

    /// <inheritdoc/>
    public void Abort(int exitCode) => MpiLibrary.Check(MpiLibrary.Abort(MpiLibrary.World, exitCode));

    /// <summary>Leaves, when all ranks do.</summary>
    public void Dispose() => MpiLibrary.Check(MpiLibrary.Finish());
}
