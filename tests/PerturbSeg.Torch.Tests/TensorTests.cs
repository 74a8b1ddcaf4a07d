namespace PerturbSeg.Torch.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Values_of_every_type_come_back_as_they_went_in()
    {
        Returns<byte>([0, 1, 128, 255], ScalarType.UInt8);
        Returns<sbyte>([-128, -1, 0, 127], ScalarType.Int8);
        Returns<short>([short.MinValue, -1, 0, short.MaxValue], ScalarType.Int16);
        Returns<int>([int.MinValue, -1, 0, int.MaxValue], ScalarType.Int32);
        Returns<long>([long.MinValue, -1, 0, long.MaxValue], ScalarType.Int64);
        Returns<Half>([Half.MinValue, Half.Epsilon, Half.NaN, (Half)1.5f], ScalarType.Float16);
        Returns<float>([float.NegativeInfinity, float.Epsilon, float.NaN, 0.1f], ScalarType.Float32);
        Returns<double>([double.MinValue, double.Epsilon, double.NaN, 0.1], ScalarType.Float64);
        Returns<bool>([true, false, false, true], ScalarType.Bool);
    }

    [Fact]
    public void Bytes_of_brain_floats_come_back_and_mean_the_upper_half_of_single_precision()
    {
        using var scope = new TensorScope();
        byte[] bytes = [0x80, 0x3F, 0x20, 0xC0]; // 1 and −2.5
        Tensor tensor = Tensor.FromBytes(bytes, [2], ScalarType.BFloat16);
        byte[] back = new byte[4];
        tensor.CopyBytesTo(back);
        back.ShouldBe(bytes);
        tensor.To(ScalarType.Float32).ToArray<float>().ShouldBe([1, -2.5f]);
    }

    [Theory]
    [InlineData(new long[0], 1)]
    [InlineData(new long[] { 0, 3 }, 0)]
    [InlineData(new long[] { 1 }, 1)]
    [InlineData(new long[] { 3, 1, 5 }, 15)]
    public void Shapes_with_no_one_and_odd_extents_are_kept(long[] shape, int count)
    {
        using var scope = new TensorScope();
        float[] values = [.. Enumerable.Range(0, count).Select(i => (float)i)];
        Tensor tensor = Tensor.From<float>(values, shape);
        tensor.Shape.ToArray().ShouldBe(shape);
        tensor.Count.ShouldBe(count);
        tensor.Device.ShouldBe(Device.Cpu);
        tensor.ToArray<float>().ShouldBe(values);
    }

    [Fact]
    public void Views_and_other_memory_orders_are_copied_out_in_row_major_order()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From<int>([.. Enumerable.Range(0, 6)], [2, 3]);
        x.Transpose(0, 1).ToArray<int>().ShouldBe([0, 3, 1, 4, 2, 5]);
        x.Slice(1, 1, 3).ToArray<int>().ShouldBe([1, 2, 4, 5]);
        x.Slice(0, 1, 2).Expand(2, 3).ToArray<int>().ShouldBe([3, 4, 5, 3, 4, 5]);
        int[] counted = [.. Enumerable.Range(0, 24)];
        Tensor.From<int>(counted, [1, 2, 3, 4]).Contiguous(MemoryFormat.ChannelsLast).ToArray<int>().ShouldBe(counted);
    }

    [Fact]
    public void A_number_of_values_that_is_not_the_shapes_is_refused()
    {
        var error = Should.Throw<ShapeMismatchException>(() => Tensor.From<float>([1, 2, 3], [2, 2]));
        error.Message.ShouldContain("12 bytes");
        error.Message.ShouldContain("[2, 2]");
    }

    [Fact]
    public void Reading_as_another_type_is_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([2]);
        Should.Throw<InvalidOperationException>(() => x.ToArray<double>()).Message.ShouldContain("Float32");
        Should.Throw<NotSupportedException>(() => Tensor.From<char>(['a'], [1]));
        Should.Throw<TorchException>(() => x.CopyBytesTo(new byte[7])).Message.ShouldContain("8 bytes in the tensor, room for 7");
    }

    [Fact]
    public void Only_a_single_number_is_an_item()
    {
        using var scope = new TensorScope();
        Tensor.From<long>([7], [1, 1]).Item().ShouldBe(7);
        Tensor two = Tensor.Zeros([2]);
        Should.Throw<InvalidOperationException>(() => two.Item()).Message.ShouldContain("[2]");
    }

    [Fact]
    public void A_freed_tensor_says_so_and_can_be_freed_again()
    {
        Tensor tensor = Tensor.Scalar(1);
        tensor.Dispose();
        tensor.Dispose();
        tensor.ToString().ShouldBe("freed tensor");
        Should.Throw<ObjectDisposedException>(() => tensor.Item());
        Should.Throw<ObjectDisposedException>(() => tensor.RequiresGradient);
        Should.Throw<ObjectDisposedException>(() => tensor + 1.0);
    }

    [Fact]
    public void Copying_in_place_converts_broadcasts_and_keeps_the_memory_order()
    {
        using var scope = new TensorScope();
        double[] counted = [.. Enumerable.Range(0, 24)];
        Tensor target = Tensor.Zeros([2, 3, 2, 2]).Contiguous(MemoryFormat.ChannelsLast);
        target.CopyFrom(Tensor.From<double>(counted, [2, 3, 2, 2]));
        target.Type.ShouldBe(ScalarType.Float32);
        target.Values().ShouldBe(counted);
        target.IsMemoryOf(target.Contiguous()).ShouldBeFalse();
        target.IsMemoryOf(target.Contiguous(MemoryFormat.ChannelsLast)).ShouldBeTrue();
        target.CopyFrom(Tensor.Scalar(5));
        target.Values().ShouldAllBe(value => value == 5);
    }

    [Fact]
    public void Shapes_are_checked_extent_by_extent()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([2, 3]);
        ShapeMismatchException.ThrowUnless(x, "x", -1, 3);
        Should.Throw<ShapeMismatchException>(() => ShapeMismatchException.ThrowUnless(x, "x", -1, 4)).Message
            .ShouldBe("x is [2, 3], expected [any, 4].");
        Should.Throw<ShapeMismatchException>(() => ShapeMismatchException.ThrowUnless(x, "x", 2, 3, 1));
    }

    private static void Returns<T>(T[] values, ScalarType type)
        where T : unmanaged
    {
        using Tensor tensor = Tensor.From<T>(values, [2, 2]);
        tensor.Type.ShouldBe(type);
        tensor.ToArray<T>().ShouldBe(values);
    }
}
