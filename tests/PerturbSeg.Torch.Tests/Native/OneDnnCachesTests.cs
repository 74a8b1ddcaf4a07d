using PerturbSeg.Torch.Native;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests.Native;

public sealed class OneDnnCachesTests
{
    private static readonly uint[] Sizes = [48 << 10, 1 << 20, 16 << 20];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void The_sizes_are_mended_wherever_they_are(int place)
    {
        uint[] memory = [.. Enumerable.Repeat(1u, place), 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 2, 8, 0, 0, 0, 0, 0, 0, 0, 3, 9];
        OneDnnCaches.TryMend(memory, Sizes).ShouldBeTrue();
        memory[place..(place + 3)].ShouldBe(Sizes);
        memory[(place + 3)..].ShouldBe([0u, 0, 0, 0, 0, 0, 0, 2, 2, 8, 0, 0, 0, 0, 0, 0, 0, 3, 9]);
    }

    [Theory]
    [InlineData(new uint[] { })]
    [InlineData(new uint[] { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new uint[] { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2 })] // two levels
    [InlineData(new uint[] { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3 })] // shared by no core
    [InlineData(new uint[] { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 5, 0, 0, 0, 0, 3 })]
    [InlineData(new uint[] { 32768, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 3 })]
    public void Other_memory_stays_as_it_is(uint[] memory)
    {
        uint[] before = [.. memory];
        OneDnnCaches.TryMend(memory, Sizes).ShouldBeFalse();
        memory.ShouldBe(before);
    }

    /// <summary>Channels that are no multiple of 16, which come out wrong where the sizes are wrong: each result is a sum that can be counted.</summary>
    [Theory]
    [InlineData(56, 3)]
    [InlineData(7, 5)]
    [InlineData(33, 1)]
    public void Convolutions_of_ones_count_their_inputs(int channels, int kernel)
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([16, channels, 8, 8], 1), weight = Tensor.Full([channels, channels, kernel, kernel], 1);
        foreach (MemoryFormat format in (MemoryFormat[])[MemoryFormat.Contiguous, MemoryFormat.ChannelsLast])
        {
            Tensor y = Convolution.Conv2d(x.Contiguous(format), weight.Contiguous(format), null, 0, 0);
            y.Values().ShouldAllBe(value => value == channels * kernel * kernel);
        }
    }
}
