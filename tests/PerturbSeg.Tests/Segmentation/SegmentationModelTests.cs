using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Tests.Segmentation;

public sealed class SegmentationModelTests : IDisposable
{
    private readonly TinyRun _tiny = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(FitMethods.Segmenter)]
    [InlineData(FitMethods.Encoder)]
    [InlineData(FitMethods.Both)]
    public void Calls_on_many_threads_give_the_bits_of_calls_one_after_the_other(string method)
    {
        Fit(method);
        Photo[] photos = [.. Enumerable.Range(0, 24).Select(i => TestPhotos.Noise(8 + (5 * i), 40, i))];
        float[][] parallel = new float[photos.Length][];
        using (var fresh = SegmentationModel.Load(_tiny.Run.FolderPath, method)) // nothing of it was touched before
            Parallel.For(0, photos.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => parallel[i] = fresh.Segment(photos[i]).Values);
        using var model = SegmentationModel.Load(_tiny.Run.FolderPath, method);
        model.Method.ShouldBe(method);
        for (int i = 0; i < photos.Length; i++)
            parallel[i].ShouldBe(model.Segment(photos[i]).Values);
    }

    [Fact]
    public void A_file_becomes_a_mask_file_in_three_lines()
    {
        Fit(FitMethods.Segmenter);
        using var model = SegmentationModel.Load(_tiny.Run.FolderPath);
        Mask mask = model.Segment(Photo.Load(_folder.WritePhoto("a.jpg", 3)));
        mask.SavePng(_folder.At("a-mask.png"));
        GreyImage written = new PhotoDecoder().DecodeMask(File.ReadAllBytes(_folder.At("a-mask.png")));
        (written.Width, written.Height).ShouldBe((24, 16));
        written.Pixels.ShouldBe([.. mask.Values.Select(value => value >= 0.5f ? (byte)255 : (byte)0)]);
    }

    [Fact]
    public void A_run_without_a_fitted_network_is_refused_with_a_way_out()
    {
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_tiny.Run.FolderPath)).Message.ShouldContain("perturbseg fit");
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_folder.Root)).Message.ShouldContain("is no run folder");
    }

    [Fact]
    public void A_disposed_model_says_so()
    {
        Fit(FitMethods.Segmenter);
        var model = SegmentationModel.Load(_tiny.Run.FolderPath);
        model.Dispose();
        Should.Throw<ObjectDisposedException>(() => model.Segment(TestPhotos.Gradient(9, 9)));
    }

    [Fact]
    public void Both_is_the_mean_of_what_the_segmenter_finds_and_what_the_encoder_sees_about_it()
    {
        Fit(FitMethods.Both);
        Photo photo = TestPhotos.Noise(21, 13, 5);
        Mask found = Segment(FitMethods.Segmenter, photo);
        ObjectWindow window = ObjectFraming.Of(_tiny.Run).Around(found);
        Mask seen = found.With(window, Segment(FitMethods.Encoder, window.CutFrom(photo)));

        float[] both = Segment(FitMethods.Both, photo).Values;

        for (int i = 0; i < both.Length; i++)
            both[i].ShouldBe((found.Values[i] + seen.Values[i]) / 2, 1e-6f);

        Mask Segment(string method, Photo shown)
        {
            using var model = SegmentationModel.Load(_tiny.Run.FolderPath, method);
            return model.Segment(shown);
        }
    }

    [Fact]
    public void Both_needs_both()
    {
        Fit(FitMethods.Segmenter);
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_tiny.Run.FolderPath, FitMethods.Both)).Message.ShouldContain("--method encoder");
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_tiny.Run.FolderPath, "magic")).Message.ShouldContain("'magic'");
    }

    [Fact]
    public void What_was_fitted_is_found_without_being_named()
    {
        Fit(FitMethods.Encoder);
        using (var encoder = SegmentationModel.Load(_tiny.Run.FolderPath))
            encoder.Method.ShouldBe(FitMethods.Encoder);
        Fit(FitMethods.Segmenter);
        using var segmenter = SegmentationModel.Load(_tiny.Run.FolderPath);
        segmenter.Method.ShouldBe(FitMethods.Segmenter);
    }

    [Fact]
    public void A_search_judges_what_is_found_and_leaves_the_rest_empty()
    {
        Fit(FitMethods.Segmenter);
        Photo photo = TestPhotos.Noise(60, 40, 2);
        using var searching = SegmentationModel.Load(_tiny.Run.FolderPath, options: new PhotoSegmenterOptions { SmallestWindow = 0.3 });
        using IMaskPredictor predictor = MaskPredictors.Open(_tiny.Run, FitMethods.Segmenter);
        ObjectWindow window = ObjectSearch.Of(_tiny.Run, predictor, 0.3).Find(photo, TestContext.Current.CancellationToken);
        using var model = SegmentationModel.Load(_tiny.Run.FolderPath);

        float[] found = searching.Segment(photo).Values;

        Mask inside = model.Segment(window.CutFrom(photo));
        found.ShouldBe(inside.Within(window, 60, 40).Values);
        Should.Throw<UserErrorException>(() => new PhotoSegmenterOptions { SmallestWindow = 0 }).Message.ShouldContain("0.02 to 1");
    }

    private void Fit(string method)
    {
        if (method is FitMethods.Encoder or FitMethods.Both)
            RunFit.Encoder(_tiny.Run, _tiny.Photos, new EncoderFitOptions { Steps = 1, BatchSize = 2 }, Device.Cpu, null, CancellationToken.None);
        if (method is FitMethods.Segmenter or FitMethods.Both)
            RunFit.Segmenter(_tiny.Run, null, new SegmenterFitOptions { Steps = 1, Channels = 8 }, Device.Cpu, null, CancellationToken.None);
    }
}
