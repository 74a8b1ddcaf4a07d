using System.Buffers.Binary;
using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>
/// An explicit stream of random numbers; the same seed gives the same numbers on every device, since they are drawn on the processor and moved.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Several processes that share a batch (<see cref="Share"/>) draw what one process would draw for the whole batch, and each keeps its own: the
/// stream does not depend on how many share it. What has no extents is one number for all.
/// </remarks>
public sealed class RandomGenerator : IDisposable
{
    // What libtorch's state of a Mersenne twister takes; it ends the process over any other.
    private const int StateBytes = 5056;
    private readonly torch.Generator _generator;

    /// <summary>Creates a stream.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="device">Where what is drawn goes.</param>
    public RandomGenerator(ulong seed, Device device = default)
    {
        _generator = Call.Run(nameof(RandomGenerator), [], () => new torch.Generator(seed));
        Device = device;
    }

    /// <summary>Where what is drawn goes.</summary>
    public Device Device { get; }

    /// <summary>Which part of each batch is wanted: the images rank, rank + size, rank + 2 · size, … of <c>size</c> times as many.</summary>
    public (int Rank, int Size) Share { get; set; } = (0, 1);

    /// <summary>The state as a tensor of bytes on the processor: set it back to draw the same numbers again.</summary>
    public Tensor GetState() => Call.New(_generator.get_state);

    /// <summary>Continues from a state that <see cref="GetState"/> returned.</summary>
    /// <param name="state">Bytes of a generator.</param>
    /// <exception cref="TorchException">The bytes are no state of a generator.</exception>
    public void SetState(Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Type != ScalarType.UInt8 || state.Count != StateBytes || state.Device.IsCuda)
            throw new TorchException($"{nameof(SetState)}: {state} on {state.Device} is no state of a generator, which has {StateBytes} bytes on the processor.");
        if (!IsSound(state.ToArray<byte>()))
            throw new TorchException($"{nameof(SetState)}: the bytes are no state of a generator.");
        Call.Run(nameof(SetState), [state], () => _generator.set_state(state.Inner));
    }

    // libtorch ends the process at a state of a Mersenne Twister that is none, and reads beyond its 624 words where its two places in them do not fit.
    private static bool IsSound(ReadOnlySpan<byte> state)
    {
        const int left = 8, seeded = 12, next = 16, words = 624; // behind the first seed: an int, an int and a ulong
        int remaining = BinaryPrimitives.ReadInt32LittleEndian(state[left..]);
        ulong place = BinaryPrimitives.ReadUInt64LittleEndian(state[next..]);
        return BinaryPrimitives.ReadInt32LittleEndian(state[seeded..]) != 0 && remaining is >= 1 and <= words && place <= (ulong)(words + 1 - remaining);
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();

    /// <summary>Draws a tensor and moves it to where it goes.</summary>
    /// <param name="shape">The extents, those of the batch first; none for one number.</param>
    /// <param name="draw">Draws a tensor of given extents.</param>
    internal Tensor Draw(long[] shape, Func<long[], torch.Generator, TorchTensor> draw)
    {
        bool shared = Share.Size > 1 && shape.Length > 0;
        long[] drawnShape = shared ? [shape[0] * Share.Size, .. shape[1..]] : shape;
        Tensor drawn = Call.New(() => draw(drawnShape, _generator));
        GC.KeepAlive(_generator);
        return (shared ? drawn.Every(Share.Size, Share.Rank) : drawn).MovedTo(Device);
    }
}
