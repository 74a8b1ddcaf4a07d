using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Native;

/// <summary>The functions of <c>native/torch/bridge.h</c>, one to one.</summary>
internal static unsafe partial class TorchLibrary
{
    private const string Library = "perturbseg_torch";

    [LibraryImport(Library, EntryPoint = "pseg_last_error")]
    public static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "pseg_torch_version")]
    public static partial nint TorchVersion();

    [LibraryImport(Library, EntryPoint = "pseg_live_tensors")]
    public static partial long LiveTensors();

    [LibraryImport(Library, EntryPoint = "pseg_cuda_devices")]
    public static partial int CudaDevices();

    [LibraryImport(Library, EntryPoint = "pseg_set_threads")]
    public static partial int SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "pseg_threads")]
    public static partial int Threads();

    [LibraryImport(Library, EntryPoint = "pseg_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OperatorFind(string name, string overload, out nint found);

    [LibraryImport(Library, EntryPoint = "pseg_operator_call")]
    public static partial int OperatorCall(
        nint op, NativeValue* arguments, int argumentCount, NativeValue* results, int capacity, out int resultCount);

    [LibraryImport(Library, EntryPoint = "pseg_tensor_from_data", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TensorFromData(
        void* data, long* shape, int dimensions, int scalarType, string device, out nint created);

    [LibraryImport(Library, EntryPoint = "pseg_tensor_copy_to")]
    public static partial int TensorCopyTo(TensorHandle tensor, void* destination, long bytes);

    [LibraryImport(Library, EntryPoint = "pseg_tensor_describe")]
    public static partial int TensorDescribe(
        TensorHandle tensor, long* shape, int capacity, out int dimensions, out int scalarType, out int deviceType, out int deviceIndex);

    [LibraryImport(Library, EntryPoint = "pseg_tensor_requires_grad")]
    public static partial int TensorRequiresGrad(TensorHandle tensor);

    [LibraryImport(Library, EntryPoint = "pseg_tensor_set_requires_grad")]
    public static partial int TensorSetRequiresGrad(TensorHandle tensor, int value);

    [LibraryImport(Library, EntryPoint = "pseg_tensor_free")]
    public static partial void TensorFree(nint tensor);

    [LibraryImport(Library, EntryPoint = "pseg_gradients")]
    public static partial int Gradients(
        nint* outputs, int outputCount, nint* inputs, int inputCount, int createGraph, nint* results);

    [LibraryImport(Library, EntryPoint = "pseg_set_grad_enabled")]
    public static partial int SetGradEnabled(int enabled);

    [LibraryImport(Library, EntryPoint = "pseg_set_autocast")]
    public static partial int SetAutocast(int cuda, int enabled, int scalarType);

    [LibraryImport(Library, EntryPoint = "pseg_generator_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GeneratorCreate(string device, ulong seed, out nint created);

    [LibraryImport(Library, EntryPoint = "pseg_generator_get_state")]
    public static partial int GeneratorGetState(GeneratorHandle generator, out nint state);

    [LibraryImport(Library, EntryPoint = "pseg_generator_set_state")]
    public static partial int GeneratorSetState(GeneratorHandle generator, TensorHandle state);

    [LibraryImport(Library, EntryPoint = "pseg_generator_free")]
    public static partial void GeneratorFree(nint generator);

    [LibraryImport(Library, EntryPoint = "pseg_script_load", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ScriptLoad(string path, string device, out nint loaded);

    [LibraryImport(Library, EntryPoint = "pseg_script_forward", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ScriptForward(ScriptHandle script, TensorHandle input, string? flag, out nint output);

    [LibraryImport(Library, EntryPoint = "pseg_script_free")]
    public static partial void ScriptFree(nint script);
}
