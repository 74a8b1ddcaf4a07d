using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>
/// A network in TorchScript form, as <c>torch.jit.save</c> writes it: its code and its weights in one file. The file is a program that
/// runs here, so load none from a source that you do not trust.
/// </summary>
public sealed class ScriptModule : IDisposable
{
    private readonly ScriptHandle _handle;

    private ScriptModule(ScriptHandle handle) => _handle = handle;

    /// <summary>Loads a module in the form that it has when used, not trained.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where its weights go.</param>
    /// <exception cref="TorchException">The file is missing, is no TorchScript module, or uses what this libtorch does not have.</exception>
    public static ScriptModule Load(string path, Device device = default)
    {
        NativeStatus.Check(TorchLibrary.ScriptLoad(path, device.ToString(), out nint loaded), "load TorchScript module");
        return new ScriptModule(new ScriptHandle(loaded));
    }

    /// <summary>Calls the module's <c>forward</c>.</summary>
    /// <param name="input">Its first argument.</param>
    /// <param name="flag">The name of a keyword argument to set to true; null sets none.</param>
    /// <returns>What it returns: a new tensor, owned by the open scope.</returns>
    /// <exception cref="TorchException">The module refuses the arguments or returns something else than one tensor.</exception>
    public Tensor Forward(Tensor input, string? flag = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        NativeStatus.Check(TorchLibrary.ScriptForward(_handle, input.Handle, flag, out nint output), "TorchScript forward", input.ToString);
        return new Tensor(output);
    }

    /// <summary>Frees the module.</summary>
    public void Dispose() => _handle.Dispose();
}
