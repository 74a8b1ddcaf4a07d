using System.Runtime.InteropServices;
using System.Text;

namespace PerturbSeg.Training.Collectives;

/// <summary>
/// Open MPI's library, versions 3 to 5 (MPI: A Message-Passing Interface Standard, version 3.1). Its handles, such as <c>MPI_COMM_WORLD</c>, are the
/// addresses of variables that it exports.
/// </summary>
internal static unsafe partial class MpiLibrary
{
    /// <summary>The file's name.</summary>
    public const string Library = "libmpi.so.40";

    /// <summary>The thread that calls may change.</summary>
    public const int ThreadSerialized = 2;

    /// <summary>Says that what is received takes the place of what is sent.</summary>
    public const nint InPlace = 1;

    private static readonly nint Loaded = NativeLibrary.Load(Library);

    public static nint World { get; } = Handle("ompi_mpi_comm_world");

    public static nint Float { get; } = Handle("ompi_mpi_float");

    public static nint Byte { get; } = Handle("ompi_mpi_byte");

    public static nint Addition { get; } = Handle("ompi_mpi_op_sum");

    public static nint ErrorsReturn { get; } = Handle("ompi_mpi_errors_return");

    /// <summary>Turns what a call returned into an exception where it failed.</summary>
    /// <exception cref="IOException">The call failed.</exception>
    public static void Check(int code)
    {
        if (code == 0)
            return;
        byte* text = stackalloc byte[256];
        string problem = ErrorString(code, text, out int length) == 0 ? Encoding.UTF8.GetString(text, length) : $"error {code}";
        throw new IOException($"MPI: {problem}.");
    }

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    public static partial int InitThread(nint argc, nint argv, int required, out int provided);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    public static partial int CommRank(nint communicator, out int rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    public static partial int CommSize(nint communicator, out int size);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_set_errhandler")]
    public static partial int CommSetErrorHandler(nint communicator, nint handler);

    [LibraryImport(Library, EntryPoint = "MPI_Allreduce")]
    public static partial int AllReduce(nint sent, float* received, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Allgather")]
    public static partial int AllGather(byte* sent, int sentCount, nint sentType, byte* received, int receivedCount, nint receivedType, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Ibcast")]
    public static partial int BeginBroadcast(byte* bytes, int count, nint type, int root, nint communicator, out nint request);

    [LibraryImport(Library, EntryPoint = "MPI_Test")]
    public static partial int Test(ref nint request, out int done, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Abort")]
    public static partial int Abort(nint communicator, int exitCode);

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    public static partial int Finish();

    [LibraryImport(Library, EntryPoint = "MPI_Error_string")]
    private static partial int ErrorString(int code, byte* text, out int length);

    private static nint Handle(string name) => NativeLibrary.GetExport(Loaded, name);
}
