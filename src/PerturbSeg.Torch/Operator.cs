using System.Runtime.InteropServices;
using System.Text;
using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>
/// One operator of libtorch, found by schema name and called boxed through the dispatcher, so autograd and autocast take part.
/// Look operators up once, in a static readonly field. Arguments are positional; the schema's defaults fill the rest.
/// </summary>
public sealed unsafe class Operator
{
    private const int StackLongs = 64;
    private readonly nint _native;
    private readonly string _name;

    private Operator(nint native, string name)
    {
        _native = native;
        _name = name;
    }

    /// <summary>Finds an operator.</summary>
    /// <param name="name">For example <c>aten::conv2d</c>.</param>
    /// <param name="overload">For example <c>Tensor</c>; empty for the default one.</param>
    /// <exception cref="TorchException">This libtorch has no such operator.</exception>
    public static Operator Find(string name, string overload = "")
    {
        NativeStatus.Check(TorchLibrary.OperatorFind(name, overload, out nint found), "find operator");
        return new Operator(found, name);
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <param name="arguments">Positional arguments.</param>
    /// <returns>A new tensor, owned by the open scope.</returns>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        int count = Invoke(arguments, &result, 1);
        return count == 1 && result.Kind == ArgumentKind.Tensor
            ? new Tensor((nint)result.Payload)
            : throw new TorchException($"{_name} returned no tensor.");
    }

    /// <summary>Calls an operator that returns several tensors.</summary>
    /// <param name="capacity">The most tensors it can return.</param>
    /// <param name="arguments">Positional arguments.</param>
    /// <returns>New tensors, owned by the open scope.</returns>
    public Tensor[] CallMany(int capacity, params ReadOnlySpan<Argument> arguments)
    {
        var results = new NativeValue[capacity];
        fixed (NativeValue* first = results)
        {
            int count = Invoke(arguments, first, capacity);
            var tensors = new Tensor[count];
            for (int i = 0; i < count; i++)
                tensors[i] = new Tensor((nint)results[i].Payload);
            return tensors;
        }
    }

    /// <summary>Calls an operator that changes its first argument in place.</summary>
    /// <param name="arguments">Positional arguments.</param>
    public void Run(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, null, 0);

    private int Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        int longs = 0;
        foreach (Argument argument in arguments)
            longs += LongsNeeded(argument);
        Span<long> scratch = longs <= StackLongs ? stackalloc long[StackLongs] : new long[longs];
        NativeValue* values = stackalloc NativeValue[arguments.Length];
        int referenced = 0;
        fixed (long* room = scratch)
        {
            try
            {
                long* free = room;
                foreach (Argument argument in arguments)
                {
                    values[referenced] = ToNative(argument, ref free);
                    referenced++;
                }

                int status = TorchLibrary.OperatorCall(_native, values, arguments.Length, results, capacity, out int count);
                if (status != 0)
                {
                    string shapes = string.Join(", ", arguments.ToArray().Select(argument => argument.Describe()));
                    NativeStatus.Check(status, _name, () => shapes);
                }

                return count;
            }
            finally
            {
                foreach (Argument argument in arguments[..referenced])
                    Release(argument);
            }
        }
    }

    private static int LongsNeeded(in Argument argument) => argument.Kind switch
    {
        ArgumentKind.IntList => ((long[])argument.Reference!).Length,
        ArgumentKind.DoubleList => ((double[])argument.Reference!).Length,
        ArgumentKind.TensorList => ((Tensor[])argument.Reference!).Length,
        ArgumentKind.String => (Encoding.UTF8.GetByteCount((string)argument.Reference!) + sizeof(long) - 1) / sizeof(long),
        _ => 0,
    };

    // Lists and strings are copied into the pinned scratch room; handles gain a reference until the call has returned.
    private static NativeValue ToNative(in Argument argument, ref long* free)
    {
        var value = new NativeValue { Kind = argument.Kind, Payload = argument.Bits };
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor:
                value.Payload = AddReference(((Tensor)argument.Reference!).Handle);
                break;
            case ArgumentKind.Generator:
                value.Payload = AddReference(((RandomGenerator)argument.Reference!).Handle);
                break;
            case ArgumentKind.IntList:
                var integers = (long[])argument.Reference!;
                integers.CopyTo(new Span<long>(free, integers.Length));
                TakeRoom(ref value, ref free, integers.Length, integers.Length);
                break;
            case ArgumentKind.DoubleList:
                var reals = (double[])argument.Reference!;
                reals.CopyTo(new Span<double>(free, reals.Length));
                TakeRoom(ref value, ref free, reals.Length, reals.Length);
                break;
            case ArgumentKind.TensorList:
                var tensors = (Tensor[])argument.Reference!;
                AddReferences(tensors, free);
                TakeRoom(ref value, ref free, tensors.Length, tensors.Length);
                break;
            case ArgumentKind.String:
                var text = (string)argument.Reference!;
                int bytes = Encoding.UTF8.GetBytes(text, new Span<byte>(free, Encoding.UTF8.GetByteCount(text)));
                TakeRoom(ref value, ref free, bytes, LongsNeeded(argument));
                break;
        }

        return value;
    }

    // All or none: a freed tensor further on gives the references before it back.
    private static void AddReferences(Tensor[] tensors, long* room)
    {
        int added = 0;
        try
        {
            for (; added < tensors.Length; added++)
                room[added] = AddReference(tensors[added].Handle);
        }
        catch
        {
            foreach (Tensor tensor in tensors.AsSpan(0, added))
                tensor.Handle.DangerousRelease();
            throw;
        }
    }

    private static void TakeRoom(ref NativeValue value, ref long* free, int length, int longs)
    {
        value.Payload = (long)free;
        value.Length = length;
        free += longs;
    }

    private static void Release(in Argument argument)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor:
                ((Tensor)argument.Reference!).Handle.DangerousRelease();
                break;
            case ArgumentKind.Generator:
                ((RandomGenerator)argument.Reference!).Handle.DangerousRelease();
                break;
            case ArgumentKind.TensorList:
                foreach (Tensor tensor in (Tensor[])argument.Reference!)
                    tensor.Handle.DangerousRelease();
                break;
        }
    }

    private static nint AddReference(SafeHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        return handle.DangerousGetHandle();
    }
}
