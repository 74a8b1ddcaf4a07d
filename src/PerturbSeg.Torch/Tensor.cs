using System.Runtime.InteropServices;
using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>
/// A tensor of libtorch. Every operation returns a fresh tensor owned by the innermost open <see cref="TensorScope"/> of the thread;
/// with none open, by the caller, who disposes it.
/// </summary>
/// <remarks>
/// A thin layer over <see cref="TorchTensor"/>, which programs reach by <see cref="Inner"/> and bring in by <see cref="Of"/>. TorchSharp's dispose
/// scopes do not hold tensors made here.
/// </remarks>
public sealed partial class Tensor : IDisposable
{
    /// <summary>The most dimensions that a saved tensor may have.</summary>
    internal const int MostDimensions = 8;

    private readonly TorchTensor _inner;

    // One reference, so that threads that share a tensor never see half of it.
    private Description? _description;

    internal Tensor(TorchTensor inner)
    {
        _inner = inner.DetachFromDisposeScope();
        TensorScope.Register(this);
    }

    /// <summary>TorchSharp's tensor under this one, for calls of TorchSharp's own; it is freed with this one and not by the caller.</summary>
    /// <exception cref="ObjectDisposedException">This tensor was freed.</exception>
    public TorchTensor Inner
    {
        get
        {
            ObjectDisposedException.ThrowIf(_inner.IsInvalid, this);
            return _inner;
        }
    }

    /// <summary>The extents, outermost first: images are [N, C, H, W].</summary>
    public ReadOnlySpan<long> Shape => Described().Shape;

    /// <summary>The element type.</summary>
    public ScalarType Type => Described().Type;

    /// <summary>Where the elements are.</summary>
    public Device Device => Described().Device;

    /// <summary>How many elements there are.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long extent in Shape)
                count *= extent;
            return count;
        }
    }

    /// <summary>Whether gradients are asked for.</summary>
    public bool RequiresGradient
    {
        get => Inner.requires_grad;
        set => Call.Run("requires_grad", [this], () => { Inner.requires_grad = value; });
    }

    /// <summary>The scope that frees this tensor, and its place there.</summary>
    internal TensorScope? Scope { get; set; }

    internal int ScopeIndex { get; set; }

    /// <summary>A tensor over one of TorchSharp's: another reference to the same elements, still in the graph of derivatives.</summary>
    /// <param name="tensor">TorchSharp's tensor; it stays the caller's to free.</param>
    public static Tensor Of(TorchTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Call.New(tensor.alias);
    }

    /// <summary>Copies values in.</summary>
    /// <typeparam name="T">byte, sbyte, short, int, long, Half, float, double or bool.</typeparam>
    /// <param name="values">Elements in row-major order.</param>
    /// <param name="shape">The extents; their product is the number of values.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="ShapeMismatchException">The product differs from the number of values.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, Device device = default)
        where T : unmanaged
        => FromBytes(MemoryMarshal.AsBytes(values), shape, ElementTypes.Of<T>(), device);

    /// <summary>Copies one number in.</summary>
    public static Tensor Scalar(float value, Device device = default) => From<float>([value], [], device);

    /// <summary>Copies raw bytes in.</summary>
    /// <param name="bytes">Little-endian elements in row-major order.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="type">The element type.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="ShapeMismatchException">The number of bytes is not that of the shape and type.</exception>
    public static Tensor FromBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape, ScalarType type, Device device = default)
    {
        long count = 1;
        foreach (long extent in shape)
            count *= extent;
        if (count * ElementTypes.SizeOf(type) != bytes.Length)
        {
            throw new ShapeMismatchException(
                $"{bytes.Length} bytes are no {type} tensor of shape [{string.Join(", ", shape.ToArray())}].");
        }

        long[] extents = shape.ToArray();
        Tensor local = Call.New(() => torch.empty(extents, type.ToTorch()));
        bytes.CopyTo(local.Inner.bytes);
        return local.MovedTo(device);
    }

    /// <summary>Copies the elements out in row-major order, whatever their order and place here.</summary>
    /// <typeparam name="T">The C# type of <see cref="Type"/>.</typeparam>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != Type)
            throw new InvalidOperationException($"The elements are {Type}, not {typeof(T).Name}; convert with To first.");
        var values = new T[Count];
        CopyBytesTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Copies the elements' bytes out in row-major order.</summary>
    /// <param name="destination">Exactly as many bytes as the tensor has.</param>
    /// <exception cref="TorchException">The room is not that of the elements.</exception>
    public void CopyBytesTo(Span<byte> destination)
    {
        long bytes = Count * ElementTypes.SizeOf(Type);
        if (destination.Length != bytes)
            throw new TorchException($"{nameof(CopyBytesTo)}({this}): {bytes} bytes in the tensor, room for {destination.Length}.");
        using TorchTensor rows = Call.Run(nameof(CopyBytesTo), [this], () =>
        {
            using TorchTensor detached = Inner.detach(), local = detached.cpu();
            return local.contiguous().DetachFromDisposeScope();
        });
        rows.bytes.CopyTo(destination);
    }

    /// <summary>
    /// The address of the first element, in the memory of <see cref="Device"/>, for native libraries beside libtorch. Good as long as the tensor is; elements are in
    /// row-major order after <see cref="Clone"/> of a flat tensor.
    /// </summary>
    public nint Address => Call.Run(nameof(Address), [this], () => ElementAddress.Of(Inner.Handle));

    /// <summary>The value of a one-element tensor.</summary>
    public float Item()
    {
        if (Count != 1)
            throw new InvalidOperationException($"A tensor of shape [{string.Join(", ", Shape.ToArray())}] is no single number.");
        if (Type == ScalarType.Float32)
            return ToArray<float>()[0];
        using Tensor single = To(ScalarType.Float32);
        return single.ToArray<float>()[0];
    }

    /// <summary>Takes the tensor out of its scope: the caller disposes it.</summary>
    /// <returns>This tensor.</returns>
    public Tensor Owned()
    {
        TensorScope.Forget(this);
        return this;
    }

    /// <summary>Frees this reference; the elements go when autograd, too, no longer needs them.</summary>
    public void Dispose()
    {
        TensorScope.Forget(this);
        _inner.Dispose();
    }

    /// <summary>Type and shape, for messages.</summary>
    public override string ToString() => _inner.IsInvalid ? "freed tensor" : $"{Type}[{string.Join(", ", Shape.ToArray())}]";

    /// <summary>What was made on the processor, on its device: this tensor, or one that takes its place.</summary>
    internal Tensor MovedTo(Device device)
    {
        if (!device.IsCuda)
            return this;
        Tensor moved = To(device);
        Dispose();
        return moved;
    }

    private Description Described()
    {
        if (_description is { } known)
            return known;
        TorchTensor inner = Inner;
        var shape = new long[inner.dim()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = inner.size(i); // one by one: TorchSharp's shape takes three times as long
        var fresh = new Description(shape, inner.dtype.ToOurs(), Device.Of(inner));
        Volatile.Write(ref _description, fresh);
        return fresh;
    }

    private sealed record Description(long[] Shape, ScalarType Type, Device Device);
}
