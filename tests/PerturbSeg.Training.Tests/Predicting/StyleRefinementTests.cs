using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Predicting;

namespace PerturbSeg.Training.Tests.Predicting;

[Collection(Alone.Name)]
public sealed class StyleRefinementTests : IDisposable
{
    private readonly RandomGenerator _random = new(5);
    private readonly LayeredGenerator _generator;
    private readonly SceneEncoder _encoder;
    private readonly TensorScope _scope = new();

    public StyleRefinementTests()
    {
        _generator = new LayeredGenerator(new NetworkOptions { Resolution = 8, Width = 0.05, LatentSize = 8 }, _random);
        _encoder = new SceneEncoder(_generator, _random);
        _encoder.SetStyleStatistics(_generator, 64, _random);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _encoder.Dispose();
        _generator.Dispose();
        _random.Dispose();
    }

    [Fact]
    public void A_scene_that_the_generator_painted_is_painted_again_more_closely()
    {
        using Autograd.Mode recording = Autograd.NoGradient(); // as while photos are segmented
        Tensor images = Painted(3);
        EncodedScene seen = _encoder.Forward(images);
        EncodedScene refined = new StyleRefinement(240).Refine(_encoder, _generator, images, seen);
        for (int i = 0; i < 3; i++)
            Error(images, refined, i).ShouldBeLessThan(0.7 * Error(images, seen, i));
    }

    [Fact]
    public void A_batch_gives_what_single_images_give()
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor images = Painted(2);
        var refinement = new StyleRefinement(5);
        EncodedScene together = refinement.Refine(_encoder, _generator, images, _encoder.Forward(images));
        Tensor second = images.Slice(0, 1, 2);
        EncodedScene single = refinement.Refine(_encoder, _generator, second, _encoder.Forward(second));
        single.ForegroundOffsets.ShouldBeNear(together.ForegroundOffsets.Slice(0, 1, 2), 1e-3);
        single.Place.Shifts.ShouldBeNear(together.Place.Shifts.Slice(0, 1, 2), 1e-3);
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        Tensor images = Painted(1);
        long before = Alone.LiveTensors();
        using (new TensorScope())
        {
            using Autograd.Mode recording = Autograd.NoGradient();
            new StyleRefinement(2).Refine(_encoder, _generator, images, _encoder.Forward(images));
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    private Tensor Painted(long count)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor background = _generator.MapBackground(Tensor.Normal(_random, count, 8)), foreground = _generator.MapForeground(Tensor.Normal(_random, count, 8));
        return _generator.Paint(background, foreground, noise: null).Composite();
    }

    private double Error(Tensor images, EncodedScene scene, int i)
        => (_encoder.Paint(_generator, scene).Decide().Composite() - images).Slice(0, i, i + 1).Abs().Mean().Item();
}
