using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>An explicit stream of random numbers on one device; the same seed gives the same numbers. Not thread-safe.</summary>
public sealed class RandomGenerator : IDisposable
{
    /// <summary>Creates a stream.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="device">Where the numbers are drawn, and where what they initialise lives.</param>
    public RandomGenerator(ulong seed, Device device = default)
    {
        NativeStatus.Check(TorchLibrary.GeneratorCreate(device.ToString(), seed, out nint created), "create generator");
        Handle = new GeneratorHandle(created);
        Device = device;
    }

    /// <summary>Where the numbers are drawn.</summary>
    public Device Device { get; }

    internal GeneratorHandle Handle { get; }

    /// <summary>The state as a tensor of bytes on the processor: set it back to draw the same numbers again.</summary>
    public Tensor GetState()
    {
        NativeStatus.Check(TorchLibrary.GeneratorGetState(Handle, out nint state), "read generator state");
        return new Tensor(state);
    }

    /// <summary>Continues from a state that <see cref="GetState"/> returned.</summary>
    /// <param name="state">Bytes of the same kind of generator.</param>
    /// <exception cref="TorchException">The bytes are no state of this kind of generator.</exception>
    public void SetState(Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        NativeStatus.Check(TorchLibrary.GeneratorSetState(Handle, state.Handle), "set generator state");
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
