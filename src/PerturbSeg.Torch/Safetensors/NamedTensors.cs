namespace PerturbSeg.Torch.Safetensors;

/// <summary>Tensors to and from safetensors files.</summary>
public static class NamedTensors
{
    /// <summary>Writes tensors as one file.</summary>
    /// <param name="stream">Where to write; not closed.</param>
    /// <param name="tensors">Names and values, in the order of the file.</param>
    /// <param name="metadata">The string map of the file.</param>
    public static void Write(
        Stream stream, IReadOnlyCollection<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var writer = new SafetensorsWriter(
            stream, tensors.Select(tensor => new TensorDeclaration(tensor.Name, tensor.Value.Type, tensor.Value.Shape.ToArray())), metadata);
        var buffer = new byte[tensors.Select(tensor => Bytes(tensor.Value)).DefaultIfEmpty().Max()];
        foreach ((string name, Tensor value) in tensors)
            Write(writer, name, value, buffer);
        writer.Complete();
    }

    /// <summary>Writes the next tensor of a file.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="name">The name that was declared.</param>
    /// <param name="value">The tensor.</param>
    public static void Write(SafetensorsWriter writer, string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        Write(writer, name, value, new byte[Bytes(value)]);
    }

    /// <summary>Reads one tensor to the processor.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">A name that the file holds.</param>
    /// <returns>A new tensor owned by the open scope.</returns>
    public static Tensor Read(SafetensorsFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        TensorEntry entry = file[name];
        return Tensor.FromBytes(file.Bytes(name), entry.Shape, entry.Type);
    }

    private static void Write(SafetensorsWriter writer, string name, Tensor value, byte[] buffer)
    {
        Span<byte> bytes = buffer.AsSpan(0, Bytes(value));
        value.CopyBytesTo(bytes);
        writer.Write(name, bytes);
    }

    private static int Bytes(Tensor tensor) => checked((int)(tensor.Count * ElementTypes.SizeOf(tensor.Type)));
}
