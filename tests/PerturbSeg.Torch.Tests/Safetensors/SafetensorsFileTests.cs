using System.Buffers.Binary;
using System.Text;
using PerturbSeg.Torch.Safetensors;

namespace PerturbSeg.Torch.Tests.Safetensors;

public sealed class SafetensorsFileTests
{
    private const string OneByte = """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""";

    [Fact]
    public void What_was_written_is_read_back()
    {
        using var stream = new MemoryStream();
        var writer = new SafetensorsWriter(
            stream,
            [new("weight", ScalarType.Float32, 2, 2), new("empty", ScalarType.Int64, 0, 3), new("scalar", ScalarType.BFloat16)],
            new Dictionary<string, string> { ["kind"] = "test", ["ünïcode"] = "\"quoted\"\n" });
        writer.Write("weight", new byte[] { 1, 2, 3, 4, 5, 6, 7 });
        writer.Write("weight", new byte[] { 8, 9, 10, 11, 12, 13, 14, 15, 16 });
        writer.Write("scalar", new byte[] { 17, 18 });
        writer.Complete();
        using var temporary = new TemporaryFile(stream.ToArray());
        using var file = SafetensorsFile.Open(temporary.FilePath);

        file.Names.ShouldBe(["weight", "empty", "scalar"], ignoreOrder: true);
        file["weight"].Type.ShouldBe(ScalarType.Float32);
        file["weight"].Shape.ShouldBe([2, 2]);
        file.Bytes("weight").ToArray().ShouldBe(Enumerable.Range(1, 16).Select(value => (byte)value));
        file.Bytes(file["weight"], 3, 2).ToArray().ShouldBe([4, 5]);
        file.Bytes("empty").Length.ShouldBe(0);
        file["scalar"].Shape.ShouldBeEmpty();
        file.Bytes("scalar").ToArray().ShouldBe([17, 18]);
        file.Metadata["kind"].ShouldBe("test");
        file.Metadata["ünïcode"].ShouldBe("\"quoted\"\n");
    }

    [Fact]
    public void A_file_without_tensors_is_fine()
    {
        using var temporary = new TemporaryFile(Assemble("{}", 0));
        using var file = SafetensorsFile.Open(temporary.FilePath);
        file.Tensors.ShouldBeEmpty();
        file.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void A_slice_outside_the_tensor_is_refused()
    {
        using var temporary = new TemporaryFile(Assemble(OneByte, 1));
        using var file = SafetensorsFile.Open(temporary.FilePath);
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(file["a"], 1, 1).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(file["a"], long.MaxValue, 1).Length);
        Should.Throw<KeyNotFoundException>(() => file.Bytes("b").Length);
    }

    [Fact]
    public void Bytes_after_dispose_are_refused()
    {
        using var temporary = new TemporaryFile(Assemble(OneByte, 1));
        var file = SafetensorsFile.Open(temporary.FilePath);
        file.Dispose();
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Bytes("a").Length);
    }

    [Theory]
    [InlineData("", 0, "does not begin with '{'")]
    [InlineData(" {}", 0, "does not begin with '{'")]
    [InlineData("[]", 0, "does not begin with '{'")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("{}x", 0, "not valid JSON")]
    [InlineData("{\"a\":{\"dtype\":{\"b\":{\"c\":{\"d\":1}}}}}", 0, "unexpected 'dtype'")]
    [InlineData("{\"a\":1}", 0, "not described by an object")]
    [InlineData("{\"a\":{}}", 0, "lacks its dtype")]
    [InlineData("{\"a\":{\"dtype\":\"U9\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "unknown dtype 'U9'")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1, "whole numbers")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1, "whole numbers")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "not a beginning and an end")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "not a beginning and an end")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 1, "more than 2 numbers")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "needs 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "too large")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}}", 0, "too large")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}", 1, "cut short")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "a gap before")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 2, "end at byte 1")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "appears twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}", 3, "overlaps")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "not a string")]
    [InlineData("{\"__metadata__\":[]}", 0, "not an object")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "metadata appears twice")]
    public void A_hostile_header_is_refused_with_its_reason(string header, int dataLength, string reason)
    {
        using var temporary = new TemporaryFile(Assemble(header, dataLength));
        var error = Should.Throw<SafetensorsFormatException>(() => SafetensorsFile.Open(temporary.FilePath));
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain(temporary.FilePath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public void A_file_cut_in_its_header_is_refused(int length)
    {
        using var temporary = new TemporaryFile(Assemble(OneByte, 1)[..length]);
        Should.Throw<SafetensorsFormatException>(() => SafetensorsFile.Open(temporary.FilePath));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100_000_001UL)]
    [InlineData(99_999_999UL)]
    public void A_header_length_beyond_the_file_allocates_nothing(ulong length)
    {
        byte[] content = Assemble(OneByte, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(content, length);
        using var temporary = new TemporaryFile(content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<SafetensorsFormatException>(() => SafetensorsFile.Open(temporary.FilePath));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    private static byte[] Assemble(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] content = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(content, json.Length);
        json.CopyTo(content, 8);
        return content;
    }
}
