using System.Runtime.InteropServices;
using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>
/// A tensor of libtorch. Every operation returns a fresh tensor owned by the innermost open <see cref="TensorScope"/> of the thread;
/// with none open, by the caller, who disposes it.
/// </summary>
public sealed unsafe partial class Tensor : IDisposable
{
    /// <summary>The most dimensions a tensor may have here.</summary>
    internal const int MostDimensions = 8;

    // One reference, so that threads that share a tensor never see half of it.
    private Description? _description;

    internal Tensor(nint native)
    {
        Handle = new TensorHandle(native);
        TensorScope.Register(this);
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
        get => TorchLibrary.TensorRequiresGrad(Handle) != 0;
        set => NativeStatus.Check(TorchLibrary.TensorSetRequiresGrad(Handle, value ? 1 : 0), "set requires_grad");
    }

    internal TensorHandle Handle { get; }

    /// <summary>The scope that frees this tensor, and its place there.</summary>
    internal TensorScope? Scope { get; set; }

    internal int ScopeIndex { get; set; }

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

        fixed (byte* data = bytes)
        fixed (long* extents = shape)
        {
            int status = TorchLibrary.TensorFromData(data, extents, shape.Length, (int)type, device.ToString(), out nint created);
            NativeStatus.Check(status, "create tensor");
            return new Tensor(created);
        }
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
    public void CopyBytesTo(Span<byte> destination)
    {
        fixed (byte* room = destination)
            NativeStatus.Check(TorchLibrary.TensorCopyTo(Handle, room, destination.Length), "copy tensor out");
    }

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
        Handle.Dispose();
    }

    /// <summary>Type and shape, for messages.</summary>
    public override string ToString() => Handle.IsClosed ? "freed tensor" : $"{Type}[{string.Join(", ", Shape.ToArray())}]";

    private Description Described()
    {
        if (_description is { } known)
            return known;
        long* extents = stackalloc long[MostDimensions];
        int status = TorchLibrary.TensorDescribe(
            Handle, extents, MostDimensions, out int dimensions, out int scalarType, out int deviceType, out int deviceIndex);
        NativeStatus.Check(status, "describe tensor");
        var device = new Device(deviceType != 0, Math.Max(0, deviceIndex));
        var fresh = new Description(new Span<long>(extents, dimensions).ToArray(), (ScalarType)scalarType, device);
        Volatile.Write(ref _description, fresh);
        return fresh;
    }

    private sealed record Description(long[] Shape, ScalarType Type, Device Device);
}
