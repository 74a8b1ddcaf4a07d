using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>
/// A network in TorchScript form, as <c>torch.jit.save</c> writes it: its code and its weights in one file. The file is a program that
/// runs here, so load none from a source that you do not trust.
/// </summary>
public sealed class ScriptModule : IDisposable
{
    private readonly torch.jit.ScriptModule _module;
    private readonly ScriptSignature _signature;

    private ScriptModule(torch.jit.ScriptModule module, ScriptSignature signature)
    {
        _module = module;
        _signature = signature;
    }

    /// <summary>Loads a module in the form that it has when used, not trained.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where its weights go.</param>
    /// <exception cref="TorchException">The file is missing, is no TorchScript module, or uses what this libtorch does not have.</exception>
    public static ScriptModule Load(string path, Device device = default)
    {
        ScriptSignature signature = ScriptSignature.Read(path);
        return Call.Run($"load TorchScript module '{path}'", [], () =>
        {
            var module = torch.jit.load(path, device.IsCuda ? DeviceType.CUDA : DeviceType.CPU, device.IsCuda ? device.Index : -1);
            module.eval();
            return new ScriptModule(module, signature);
        });
    }

    /// <summary>Calls the module's <c>forward</c>.</summary>
    /// <param name="input">Its first argument.</param>
    /// <param name="flag">The name of an argument to set to true; null sets none.</param>
    /// <returns>What it returns: a new tensor, owned by the open scope.</returns>
    /// <exception cref="TorchException">The module refuses the arguments or returns something else than one tensor.</exception>
    public Tensor Forward(Tensor input, string? flag = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        object[] flags = flag is null ? [] : _signature.FlagsTo(flag);
        object result = Call.Run("TorchScript forward", [input], () => _module.forward([input.Inner, .. flags]));
        if (result is TorchTensor tensor)
            return new Tensor(tensor);
        (result as IDisposable)?.Dispose();
        throw new TorchException($"TorchScript forward({input}): returned {result?.GetType().Name ?? "nothing"}, not a tensor.");
    }

    /// <summary>Frees the module.</summary>
    public void Dispose() => _module.Dispose();
}
