using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Segmentation;

public sealed class BackgroundPainterTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Only_what_the_mask_covers_is_painted_over()
    {
        RunFit.Encoder(_tiny.Run, _tiny.Photos, new EncoderFitOptions { Steps = 1, BatchSize = 2 }, Device.Cpu, null, CancellationToken.None);
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
        RunFit.Encoder(_tiny.Run, _tiny.Photos, new EncoderFitOptions { Steps = 1, BatchSize = 2 }, Device.Cpu, null, CancellationToken.None);
        using BackgroundPainter painter = BackgroundPainter.Open(_tiny.Run).ShouldNotBeNull();
        Photo photo = TestPhotos.Noise(80, 60, 4);
        Mask mask = new Mask(12, 9, [.. Enumerable.Repeat(1f, 108)]).Within(new ObjectWindow(50, 10, 12, 9), 80, 60);
        ObjectWindow window = ObjectFraming.Of(_tiny.Run).Around(mask);
        window.Width.ShouldBeLessThan(40);
        Mask inWindow = new Mask(12, 9, [.. Enumerable.Repeat(1f, 108)])
            .Within(new ObjectWindow(50 - window.Left, 10 - window.Top, 12, 9), window.Width, window.Height);

        Photo without = painter.Remove(photo, mask), alone = painter.Remove(window.CutFrom(photo), inWindow);

        window.CutFrom(without).Pixels.ShouldBe(alone.Pixels);
        window.CutFrom(without).Pixels.ShouldNotBe(window.CutFrom(photo).Pixels);
    }

    [Fact]
    public void A_run_without_an_encoder_has_no_painter() => BackgroundPainter.Open(_tiny.Run).ShouldBeNull();
}
