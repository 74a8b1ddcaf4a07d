using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.Predicting;

public sealed class RunModelTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(FitMethods.Segmenter)]
    [InlineData(FitMethods.Encoder)]
    [InlineData(FitMethods.Both)]
    public void Calls_on_many_threads_give_the_bits_of_calls_one_after_the_other(string method)
    {
        Fit(method);
        Photo[] photos = [.. Enumerable.Range(0, 24).Select(i => TestPhotos.Noise(8 + (5 * i), 40, i))];
        float[][] parallel = new float[photos.Length][];
        CancellationToken stop = TestContext.Current.CancellationToken;
        using (var fresh = RunModel.Open(_tiny.Run, method)) // nothing of it was touched before
            Parallel.For(0, photos.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => parallel[i] = fresh.Segment([photos[i]], stop)[0].Values);
        using var model = RunModel.Open(_tiny.Run, method);
        model.Method.ShouldBe(method);
        for (int i = 0; i < photos.Length; i++)
            parallel[i].ShouldBe(model.Segment([photos[i]], stop)[0].Values);
    }

    [Fact]
    public void Both_is_the_mean_of_what_the_segmenter_finds_and_what_the_encoder_sees_about_it()
    {
        Fit(FitMethods.Both);
        Photo photo = TestPhotos.Noise(21, 13, 5);
        Mask found = Segment(FitMethods.Segmenter, photo);
        ObjectWindow window = TrainedObjects.Framing(_tiny.Run).Around(found);
        Mask seen = found.With(window, Segment(FitMethods.Encoder, window.CutFrom(photo)));

        float[] both = Segment(FitMethods.Both, photo).Values;

        for (int i = 0; i < both.Length; i++)
            both[i].ShouldBe((found.Values[i] + seen.Values[i]) / 2, 1e-6f);

        Mask Segment(string method, Photo shown)
        {
            using var model = RunModel.Open(_tiny.Run, method);
            return model.Segment([shown], TestContext.Current.CancellationToken)[0];
        }
    }

    [Fact]
    public void Both_needs_both()
    {
        Fit(FitMethods.Segmenter);
        Should.Throw<UserErrorException>(() => RunModel.Open(_tiny.Run, FitMethods.Both)).Message.ShouldContain("--method encoder");
        Should.Throw<UserErrorException>(() => RunModel.Open(_tiny.Run, "magic")).Message.ShouldContain("'magic'");
    }

    [Fact]
    public void What_applications_load_finds_the_same_masks()
    {
        Fit(FitMethods.Segmenter);
        Photo photo = TestPhotos.Noise(21, 13, 5);
        using var application = SegmentationModel.Load(_tiny.Run.FolderPath);
        using var model = RunModel.Open(_tiny.Run, FitMethods.Segmenter);
        application.Segment(photo, TestContext.Current.CancellationToken).Values.ShouldBe(model.Segment([photo], TestContext.Current.CancellationToken)[0].Values);
        application.Facts.ObjectShare.ShouldBe(TrainedObjects.Framing(_tiny.Run).Share);
        application.Facts.Limits.ShouldBe(TrainedObjects.Limits(_tiny.Run.Configuration.Options));
    }

    [Fact]
    public void The_file_finds_what_the_network_finds()
    {
        Fit(FitMethods.Segmenter);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(3);
        using Segmenter network = FittedNetworkFile.LoadSegmenter(_tiny.Run, FittedNetworkFile.ReadFacts(_tiny.Run, FitMethods.Segmenter));
        using OnnxSegmenter file = RunModel.OpenSegmenter(_tiny.Run);
        Tensor images = Tensor.Uniform(random, 5, 3, 8, 8);
        file.Predict(images.ToArray<float>()).ShouldBe(network.Forward(images, training: false).ToArray<float>(), 1e-4);
    }

    [Fact]
    public void A_segmenter_that_an_earlier_version_fitted_gets_its_file_and_that_is_said()
    {
        Fit(FitMethods.Segmenter);
        string path = SegmentationModel.PathIn(_tiny.Run.FolderPath);
        byte[] written = File.ReadAllBytes(path);
        File.Delete(path);
        var remarks = new List<string>();
        RunModel.Open(_tiny.Run, FitMethods.Segmenter, remark: remarks.Add).Dispose();
        File.ReadAllBytes(path).ShouldBe(written);
        remarks.Single().ShouldContain(path);
        RunModel.Open(_tiny.Run, FitMethods.Segmenter, remark: remarks.Add).Dispose();
        remarks.Count.ShouldBe(1);
    }

    [Fact]
    public void A_run_without_a_fitted_network_is_refused_with_a_way_out()
        => Should.Throw<UserErrorException>(() => RunModel.Open(_tiny.Run, FitMethods.Segmenter)).Message.ShouldContain("perturbseg fit");

    private void Fit(string method)
    {
        if (method is FitMethods.Encoder or FitMethods.Both)
            RunFit.Encoder(_tiny.Run, _tiny.Photos, new EncoderFitOptions { Steps = 1, BatchSize = 2 }, Device.Cpu, null, CancellationToken.None);
        if (method is FitMethods.Segmenter or FitMethods.Both)
            RunFit.Segmenter(_tiny.Run, null, new SegmenterFitOptions { Steps = 1, Channels = 8 }, Device.Cpu, null, CancellationToken.None);
    }
}
