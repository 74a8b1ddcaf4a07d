using System.Buffers.Binary;
using System.Text;

namespace PerturbSeg.Torch.Tests.TorchSave;

/// <summary>Writes pickles opcode by opcode; in <see cref="Op"/>, each character is one byte.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> _bytes = [];
    private readonly bool _old;

    /// <param name="protocol">The protocol that the first opcode names.</param>
    /// <param name="old">Whether storages are told as the older format does, with a view.</param>
    public PickleBytes(byte protocol = 2, bool old = false)
    {
        _bytes.AddRange([0x80, protocol]);
        _old = old;
    }

    public PickleBytes Op(string opcodes)
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(opcodes));
        return this;
    }

    public PickleBytes Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Op("X");
        _bytes.AddRange(BitConverter.GetBytes(utf8.Length));
        _bytes.AddRange(utf8);
        return this;
    }

    public PickleBytes Number(long number)
    {
        Op("\x8a\x08");
        _bytes.AddRange(BitConverter.GetBytes(number));
        return this;
    }

    public PickleBytes Numbers(params long[] numbers)
    {
        Op("(");
        foreach (long number in numbers)
            Number(number);
        return Op("t");
    }

    public PickleBytes Real(double number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        Op("G");
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes Storage(SampleStorage storage)
    {
        Op("(").Text("storage").Global("torch", storage.TypeName).Text(storage.Key).Text("cpu").Number(storage.Count);
        return Op(_old ? "NtQ" : "tQ");
    }

    public PickleBytes Tensor(SampleStorage storage, long offset, long[] shape, long[] strides)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(storage).Number(offset).Numbers(shape).Numbers(strides);
        return Op("\x89").Global("collections", "OrderedDict").Op(")RtR");
    }

    public byte[] End() => [.. _bytes, (byte)'.'];
}
