using System.Buffers.Binary;
using System.Text;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Torch.Tests.Safetensors;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void The_data_section_begins_at_a_multiple_of_eight()
    {
        for (int length = 1; length < 20; length++)
        {
            using var stream = new MemoryStream();
            _ = new SafetensorsWriter(stream, [new(new string('n', length), ScalarType.UInt8, 0)]);
            (stream.Length % 8).ShouldBe(0);
        }
    }

    [Fact]
    public void The_header_is_what_the_format_asks_for()
    {
        using var stream = new MemoryStream();
        var writer = new SafetensorsWriter(
            stream, [new("x", ScalarType.Int16, 2)], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        writer.Write("x", [1, 0, 2, 0]);
        writer.Complete();
        byte[] bytes = stream.ToArray();
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' ')
            .ShouldBe("""{"__metadata__":{"a":"1","b":"2"},"x":{"dtype":"I16","shape":[2],"data_offsets":[0,4]}}""");
        bytes[(8 + length)..].ShouldBe([1, 0, 2, 0]);
    }

    [Fact]
    public void Data_out_of_turn_or_beyond_the_shape_is_refused()
    {
        var writer = new SafetensorsWriter(new MemoryStream(), [new("a", ScalarType.UInt8, 1), new("b", ScalarType.UInt8, 1)]);
        Should.Throw<InvalidOperationException>(() => writer.Write("b", [1]));
        Should.Throw<InvalidOperationException>(() => writer.Write("a", [1, 2]));
        writer.Write("a", [1]);
        Should.Throw<InvalidOperationException>(() => writer.Complete()).Message.ShouldContain("'b' has 0 of 1 bytes");
        writer.Write("b", [1]);
        writer.Complete();
        Should.Throw<InvalidOperationException>(() => writer.Write("b", [1]));
    }

    [Fact]
    public void Bad_declarations_are_refused()
    {
        Should.Throw<ArgumentException>(() => Declare(new TensorDeclaration("", ScalarType.UInt8)));
        Should.Throw<ArgumentException>(() => Declare(new TensorDeclaration("__metadata__", ScalarType.UInt8)));
        Should.Throw<ArgumentException>(() => Declare(new TensorDeclaration("a", ScalarType.UInt8, -1)));
        Should.Throw<ArgumentException>(() => Declare(new TensorDeclaration("a", ScalarType.UInt8, 1L << 40, 1L << 40)));
        Should.Throw<ArgumentException>(() => Declare(new("a", ScalarType.UInt8), new("a", ScalarType.UInt8)));
    }

    private static SafetensorsWriter Declare(params TensorDeclaration[] tensors) => new(new MemoryStream(), tensors);
}
