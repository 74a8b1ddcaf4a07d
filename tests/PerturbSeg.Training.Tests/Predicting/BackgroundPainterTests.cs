using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.Predicting;

[Collection(Alone.Name)]
public sealed class BackgroundPainterTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(FitMethods.Encoder, 0)]
    [InlineData(FitMethods.Both, 0)]
    [InlineData(FitMethods.Both, 1)]
    public void A_model_that_has_an_encoder_lends_it(string method, int stylesSteps)
    {
        FitEncoder();
        FitSegmenter();
        Photo photo = TestPhotos.Noise(20, 10, 1);
        var mask = new Mask(20, 10, [.. Enumerable.Repeat(1f, 200)]);
        byte[] alone;
        using (BackgroundPainter painter = BackgroundPainter.Open(_tiny.Run).ShouldNotBeNull())
            alone = painter.Remove(photo, mask).Pixels;
        var encoding = new EncodingOptions { Refinement = stylesSteps == 0 ? null : new StyleRefinement(stylesSteps) };
        using var model = RunModel.Open(_tiny.Run, method, encoding: encoding);
        CancellationToken stop = TestContext.Current.CancellationToken;
        float[] found = model.Segment([photo], stop)[0].Values;
        long before = Alone.LiveTensors();

        using (BackgroundPainter painter = model.OpenBackgroundPainter().ShouldNotBeNull())
        {
            TorchRuntime.LiveTensors.ShouldBe(before); // nothing was loaded again
            painter.Remove(photo, mask).Pixels.ShouldBe(alone);
        }

        TorchRuntime.LiveTensors.ShouldBe(before); // nor was anything of the model freed
        model.Segment([photo], stop)[0].Values.ShouldBe(found);
    }

    [Fact]
    public void Beside_a_model_without_an_encoder_the_painter_has_its_own()
    {
        FitSegmenter();
        using var model = RunModel.Open(_tiny.Run, FitMethods.Segmenter);
        model.OpenBackgroundPainter().ShouldBeNull();
        FitEncoder();
        long before = Alone.LiveTensors();

        using (model.OpenBackgroundPainter().ShouldNotBeNull())
            TorchRuntime.LiveTensors.ShouldBeGreaterThan(before);

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void Only_what_the_mask_covers_is_painted_over()
    {
        FitEncoder();
        using BackgroundPainter painter = BackgroundPainter.Open(_tiny.Run).ShouldNotBeNull();
        Photo photo = TestPhotos.Plain(20, 10, 255, 0, 255);
        var mask = new Mask(20, 10, [.. Enumerable.Range(0, 200).Select(i => i % 20 < 10 ? 0.5f : 0f)]);

        Photo without = painter.Remove(photo, mask);

        (without.Width, without.Height).ShouldBe((20, 10));
        for (int i = 0; i < 200; i++)
        {
            if (i % 20 < 10)
                without.Pixels.AsSpan(3 * i, 3).ToArray().ShouldNotBe([255, 0, 255]);
            else
                without.Pixels.AsSpan(3 * i, 3).ToArray().ShouldBe([255, 0, 255]);
        }

        photo.Pixels[0].ShouldBe((byte)255);
    }

    [Fact]
    public void A_small_object_is_painted_over_as_in_a_photo_of_its_window_alone()
    {
        FitEncoder();
        using BackgroundPainter painter = BackgroundPainter.Open(_tiny.Run).ShouldNotBeNull();
        Photo photo = TestPhotos.Noise(80, 60, 4);
        Mask mask = new Mask(12, 9, [.. Enumerable.Repeat(1f, 108)]).Within(new ObjectWindow(50, 10, 12, 9), 80, 60);
        ObjectWindow window = TrainedObjects.Framing(_tiny.Run).Around(mask);
        window.Width.ShouldBeLessThan(40);
        Mask inWindow = new Mask(12, 9, [.. Enumerable.Repeat(1f, 108)])
            .Within(new ObjectWindow(50 - window.Left, 10 - window.Top, 12, 9), window.Width, window.Height);

        Photo without = painter.Remove(photo, mask), alone = painter.Remove(window.CutFrom(photo), inWindow);

        window.CutFrom(without).Pixels.ShouldBe(alone.Pixels);
        window.CutFrom(without).Pixels.ShouldNotBe(window.CutFrom(photo).Pixels);
    }

    [Fact]
    public void A_run_without_an_encoder_has_no_painter() => BackgroundPainter.Open(_tiny.Run).ShouldBeNull();

    private void FitEncoder()
        => RunFit.Encoder(_tiny.Run, _tiny.Photos, new EncoderFitOptions { Steps = 1, BatchSize = 2 }, Device.Cpu, null, CancellationToken.None);

    private void FitSegmenter()
        => RunFit.Segmenter(_tiny.Run, null, new SegmenterFitOptions { Steps = 1, Channels = 8 }, Device.Cpu, null, CancellationToken.None);
}
