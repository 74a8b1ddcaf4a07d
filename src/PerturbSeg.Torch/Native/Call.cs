using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// The way into libtorch. Tensors and numbers stay alive until a call has returned, which TorchSharp does not see to where another thread
/// collects garbage, and what libtorch refuses becomes a <see cref="TorchException"/> with the method's name and the shapes it was given.
/// </summary>
internal static class Call
{
    /// <summary>The number 1, for operations that scale what they add: TorchSharp's own may be freed while libtorch reads it.</summary>
    public static Scalar One { get; } = Number(1);

    /// <summary>A real number for a call, which the caller frees after it.</summary>
    public static Scalar Number(double value)
    {
        TorchLoader.Load();
        return value;
    }

    /// <summary>A whole number for a call: it does not turn whole elements into real ones.</summary>
    public static Scalar Number(long value)
    {
        TorchLoader.Load();
        return value;
    }

    /// <summary>Makes a tensor from nothing but numbers.</summary>
    public static Tensor New(Func<TorchTensor> operation, [CallerMemberName] string name = "") => new(Run(name, [], operation));

    /// <summary>Makes a tensor from another.</summary>
    public static Tensor Of(Tensor x, Func<TorchTensor, TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Run(name, [x], () => operation(x.Inner)));

    /// <summary>Makes a tensor from two.</summary>
    public static Tensor Of(Tensor x, Tensor y, Func<TorchTensor, TorchTensor, TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Run(name, [x, y], () => operation(x.Inner, y.Inner)));

    /// <summary>Makes a tensor from three.</summary>
    public static Tensor Of(
        Tensor x, Tensor y, Tensor z, Func<TorchTensor, TorchTensor, TorchTensor, TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Run(name, [x, y, z], () => operation(x.Inner, y.Inner, z.Inner)));

    /// <summary>Makes a tensor from any number of them.</summary>
    public static Tensor Of(Tensor[] tensors, Func<TorchTensor[], TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Run(name, tensors, () => operation([.. tensors.Select(tensor => tensor.Inner)])));

    /// <summary>Makes a tensor from another and a number.</summary>
    public static Tensor Of(Tensor x, Scalar number, Func<TorchTensor, Scalar, TorchTensor> operation, [CallerMemberName] string name = "")
    {
        using Scalar held = number;
        return new(Run(name, [x], () => operation(x.Inner, held)));
    }

    /// <summary>Makes two tensors from one.</summary>
    public static (Tensor First, Tensor Second) Pair(
        Tensor x, Func<TorchTensor, (TorchTensor First, TorchTensor Second)> operation, [CallerMemberName] string name = "")
    {
        (TorchTensor first, TorchTensor second) = Run(name, [x], () => operation(x.Inner));
        return (new Tensor(first), new Tensor(second));
    }

    /// <summary>Changes a tensor in place.</summary>
    public static void InPlace(Tensor x, Func<TorchTensor, TorchTensor> change, [CallerMemberName] string name = "")
        => Change(x, Run(name, [x], () => change(x.Inner)));

    /// <summary>Changes the first tensor in place by the second.</summary>
    public static void InPlace(Tensor x, Tensor y, Func<TorchTensor, TorchTensor, TorchTensor> change, [CallerMemberName] string name = "")
        => Change(x, Run(name, [x, y], () => change(x.Inner, y.Inner)));

    /// <summary>Changes the first tensor in place by the others.</summary>
    public static void InPlace(
        Tensor x, Tensor y, Tensor z, Func<TorchTensor, TorchTensor, TorchTensor, TorchTensor> change, [CallerMemberName] string name = "")
        => Change(x, Run(name, [x, y, z], () => change(x.Inner, y.Inner, z.Inner)));

    /// <summary>Runs what calls libtorch, with the tensors that it reads.</summary>
    /// <exception cref="TorchException">libtorch refused.</exception>
    /// <exception cref="TorchLoadException">There is no libtorch, or it does not load.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was freed.</exception>
    public static T Run<T>(string name, ReadOnlySpan<Tensor?> tensors, Func<T> call)
    {
        TorchLoader.Load();
        SignalStack.Widen();
        try
        {
            return call();
        }
        catch (ExternalException error)
        {
            throw Refusal.Of(error, name, tensors);
        }
        finally
        {
            foreach (Tensor? tensor in tensors)
                GC.KeepAlive(tensor);
        }
    }

    // Some of TorchSharp's functions return a second reference to what they changed, some the same one.
    private static void Change(Tensor x, TorchTensor result)
    {
        if (!ReferenceEquals(result, x.Inner))
            result.Dispose();
    }
}
