using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class NetworkOptionsTests
{
    [Fact]
    public void The_defaults_and_the_limits_are_valid()
    {
        new NetworkOptions().Validate();
        new NetworkOptions { Resolution = 8, Width = 4, LatentSize = 1, MappingDepth = 1 }.Validate();
        new NetworkOptions { Resolution = 1024, LatentSize = 4096, CentralStart = 0 }.Validate();
        (TinyNetworks.StyleGan1() with { LargestResolution = 1024, Variant = GeneratorVariant.OneGenerator }).Validate();
    }

    [Theory]
    [InlineData(false, false, WrappedAxes.None)]
    [InlineData(true, false, WrappedAxes.X)]
    [InlineData(false, true, WrappedAxes.Y)]
    [InlineData(true, true, WrappedAxes.Both)]
    public void A_background_goes_around_along_the_axes_that_are_switched_on(bool panorama, bool vertical, WrappedAxes wrapped)
        => new NetworkOptions { Panorama = panorama, PanoramaVertical = vertical }.WrappedAxes.ShouldBe(wrapped);

    public static TheoryData<NetworkOptions, string> Wrong => new()
    {
        { new NetworkOptions { Resolution = 4 }, "Resolution 4" },
        { new NetworkOptions { Resolution = 33 }, "Resolution 33" },
        { new NetworkOptions { Resolution = 2048 }, "Resolution 2048" },
        { new NetworkOptions { Width = 0 }, "network.width 0" },
        { new NetworkOptions { Width = double.NaN }, "network.width NaN" },
        { new NetworkOptions { Width = 4.5 }, "network.width 4.5" },
        { new NetworkOptions { LatentSize = 0 }, "network.latent_size 0" },
        { new NetworkOptions { LatentSize = 5000 }, "network.latent_size 5000" },
        { new NetworkOptions { MappingDepth = -1 }, "network.mapping_depth -1" },
        { new NetworkOptions { MappingDepth = 1000 }, "network.mapping_depth 1000" },
        { new NetworkOptions { CentralStart = double.PositiveInfinity }, "network.central_start" },
        { new NetworkOptions { LargestResolution = 64 }, "StyleGan2 does not grow" },
        { TinyNetworks.StyleGan1(16) with { LargestResolution = 8 }, "network.largest_resolution 8" },
        { TinyNetworks.StyleGan1(16) with { LargestResolution = 48 }, "network.largest_resolution 48" },
        { TinyNetworks.StyleGan1(16) with { LargestResolution = 2048 }, "network.largest_resolution 2048" },
        { TinyNetworks.StyleGan1() with { Panorama = true }, "StyleGan1 has neither" },
        { TinyNetworks.StyleGan1() with { StyledStart = true }, "StyleGan1 has neither" },
        { TinyNetworks.StyleGan1() with { PanoramaVertical = true }, "StyleGan1 has neither" },
        { new NetworkOptions { Variant = GeneratorVariant.OneGenerator }, "One generator cannot paint a panorama" },
        {
            new NetworkOptions { Variant = GeneratorVariant.OneGenerator, Panorama = false, PanoramaVertical = true },
            "One generator cannot paint a panorama"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_out_of_range_is_named(NetworkOptions options, string named)
        => Should.Throw<UserErrorException>(options.Validate).Message.ShouldStartWith(named);

    [Theory]
    [InlineData(4, 512)]
    [InlineData(32, 512)]
    [InlineData(64, 256)]
    [InlineData(128, 128)]
    [InlineData(1024, 16)]
    public void At_full_width_StyleGan1_has_the_published_channels(int side, int channels)
        => (TinyNetworks.StyleGan1() with { Width = 1 }).Channels(side).ShouldBe(channels);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.6)]
    [InlineData(1)]
    [InlineData(3.7)]
    public void Channels_are_multiples_of_8_and_fewer_at_finer_sides(double width)
    {
        var options = new NetworkOptions { Width = width };
        int[] channels = [.. Enumerable.Range(2, 9).Select(power => options.Channels(1 << power))]; // 4 to 1024
        channels.ShouldAllBe(count => count >= 8 && count % 8 == 0);
        channels.ShouldBe(channels.OrderDescending());
    }
}
