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
        => new(Guard(name, [x], (x, operation), static given => given.operation(given.x.Inner)));

    /// <summary>Makes a tensor from two.</summary>
    public static Tensor Of(Tensor x, Tensor y, Func<TorchTensor, TorchTensor, TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Guard(name, [x, y], (x, y, operation), static given => given.operation(given.x.Inner, given.y.Inner)));

    /// <summary>Makes a tensor from three.</summary>
    public static Tensor Of(
        Tensor x, Tensor y, Tensor z, Func<TorchTensor, TorchTensor, TorchTensor, TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Guard(name, [x, y, z], (x, y, z, operation), static given => given.operation(given.x.Inner, given.y.Inner, given.z.Inner)));

    /// <summary>Makes a tensor from any number of them.</summary>
    public static Tensor Of(Tensor[] tensors, Func<TorchTensor[], TorchTensor> operation, [CallerMemberName] string name = "")
        => new(Guard(name, tensors, (tensors, operation), static given => given.operation([.. given.tensors.Select(tensor => tensor.Inner)])));

    /// <summary>Makes a tensor from another and a number, which it frees.</summary>
    public static Tensor Of(Tensor x, Scalar number, Func<TorchTensor, Scalar, TorchTensor> operation, [CallerMemberName] string name = "")
    {
        using Scalar held = number;
        return new(Guard(name, [x], (x, number, operation), static given => given.operation(given.x.Inner, given.number)));
    }

    /// <summary>Makes two tensors from one.</summary>
    public static (Tensor First, Tensor Second) Pair(
        Tensor x, Func<TorchTensor, (TorchTensor First, TorchTensor Second)> operation, [CallerMemberName] string name = "")
    {
        (TorchTensor first, TorchTensor second) = Guard(name, [x], (x, operation), static given => given.operation(given.x.Inner));
        return (new Tensor(first), new Tensor(second));
    }

    /// <summary>Runs what calls libtorch.</summary>
    /// <param name="name">The method, for the message of a refusal.</param>
    /// <param name="tensors">The tensors that it was given, for the same.</param>
    /// <param name="call">What calls; the tensors and numbers that it captures stay alive until it has returned.</param>
    /// <exception cref="TorchException">libtorch refused.</exception>
    /// <exception cref="TorchLoadException">There is no libtorch, or it does not load.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was freed.</exception>
    public static T Run<T>(string name, ReadOnlySpan<Tensor?> tensors, Func<T> call)
    {
        T result = Guard(name, tensors, call, static given => given());
        GC.KeepAlive(call);
        return result;
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(string name, ReadOnlySpan<Tensor?> tensors, Action call) => Run(name, tensors, () =>
    {
        call();
        return true;
    });

    // What a call is given comes as a value, so that the thousands of calls of a training step make no closures.
    private static T Guard<TGiven, T>(string name, ReadOnlySpan<Tensor?> tensors, TGiven given, Func<TGiven, T> call)
    {
        TorchLoader.Load();
        SignalStack.Widen();
        try
        {
            return call(given);
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
}
