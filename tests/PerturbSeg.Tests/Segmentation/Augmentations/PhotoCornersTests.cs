using PerturbSeg.Data;
using PerturbSeg.Scenes;
using PerturbSeg.Segmentation.Augmentations;
using PerturbSeg.Tests.Data;
using PerturbSeg.Tests.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Segmentation.Augmentations;

public sealed class PhotoCornersTests : IDisposable
{
    private const int Side = 16;
    private readonly TemporaryFolder _folder = new();
    private readonly TensorScope _scope = new();
    private readonly RandomGenerator _random = new(1);

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(3)] // fewer than a batch
    [InlineData(10)] // more than two
    public void BackgroundsAreCornersWithoutTheMiddleOfThePhotos(int count)
    {
        // The green and blue of a photo's pixel are its row and column: small windows at the corners show none near the middle.
        string path = _folder.At("set.safetensors");
        PackedSetFile.Write(path, 4, Side, Side);
        using PackedSet set = PackedSet.Open(path);
        using var photos = new BatchSource(set, new BatchOptions { BatchSize = 4, Seed = 1 });
        Layers layers = SceneTensors.Plain(count, Side, 0.5, 0.25, 1);

        Layers corners = new PhotoCorners(photos, 0.4, 0.5, 0.1).Apply(layers, _random);

        corners.Background.Shape.ToArray().ShouldBe([count, 3, Side, Side]);
        float[] places = ((corners.Background.Slice(1, 1, 3) + 1) * 127.5).ToArray<float>();
        places.ShouldAllBe(place => place < 5.5 || place > 9.5);
        places.ShouldContain(place => place < 0.5);
        places.ShouldContain(place => place > Side - 1.5);
        corners.Foreground.ShouldBeSameAs(layers.Foreground);
        corners.Mask.ShouldBeSameAs(layers.Mask);
    }
}
