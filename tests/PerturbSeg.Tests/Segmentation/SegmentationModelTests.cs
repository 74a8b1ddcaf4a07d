using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Segmentation;

public sealed class SegmentationModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SegmentationModelTests() => _folder.Write("run/segmenter.onnx", OnnxModelFile.Bytes());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Calls_on_many_threads_give_the_bits_of_calls_one_after_the_other()
    {
        Photo[] photos = [.. Enumerable.Range(0, 24).Select(i => TestPhotos.Noise(8 + (5 * i), 40, i))];
        float[][] parallel = new float[photos.Length][];
        using (var fresh = SegmentationModel.Load(_folder.At("run"))) // nothing of it was touched before
            Parallel.For(0, photos.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => parallel[i] = fresh.Segment(photos[i]).Values);
        using var model = SegmentationModel.Load(_folder.At("run"));
        for (int i = 0; i < photos.Length; i++)
            parallel[i].ShouldBe(model.Segment(photos[i], Cancellation).Values);
    }

    [Fact]
    public void A_file_does_as_well_as_its_folder()
    {
        Photo photo = TestPhotos.Noise(21, 13, 5);
        using var folder = SegmentationModel.Load(_folder.At("run"));
        using var file = SegmentationModel.Load(_folder.At("run/segmenter.onnx"));
        file.Segment(photo, Cancellation).Values.ShouldBe(folder.Segment(photo, Cancellation).Values);
        file.Facts.ShouldBe(OnnxModelFile.Facts);
        folder.Segment(photo, Cancellation).Values.ShouldBe(new PhotoSegmenter(new BrightnessPredictor()).Segment(photo).Values, 1e-4);
    }

    [Fact]
    public void A_file_becomes_a_mask_file_in_three_lines()
    {
        using var model = SegmentationModel.Load(_folder.At("run"));
        Mask mask = model.Segment(Photo.Load(_folder.WritePhoto("a.jpg", 3)), Cancellation);
        mask.SavePng(_folder.At("a-mask.png"));
        GreyImage written = new PhotoDecoder().DecodeMask(File.ReadAllBytes(_folder.At("a-mask.png")));
        (written.Width, written.Height).ShouldBe((24, 16));
        written.Pixels.ShouldBe([.. mask.Values.Select(value => value >= 0.5f ? (byte)255 : (byte)0)]);
    }

    [Fact]
    public void A_folder_without_the_file_is_refused_with_a_way_out()
    {
        _folder.Write("old/segmenter.safetensors", [1]);
        _folder.Write("empty/config.json", [1]);
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_folder.At("old"))).Message.ShouldContain("perturbseg export --run");
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_folder.At("empty"))).Message.ShouldContain("perturbseg fit --run");
        Should.Throw<UserErrorException>(() => SegmentationModel.Load(_folder.At("nowhere"))).Message.ShouldContain("There is no file");
    }

    [Fact]
    public void A_disposed_model_says_so()
    {
        var model = SegmentationModel.Load(_folder.At("run"));
        model.Dispose();
        Should.Throw<ObjectDisposedException>(() => model.Segment(TestPhotos.Gradient(9, 9)));
    }

    [Fact]
    public void A_search_judges_what_is_found_and_leaves_the_rest_empty()
    {
        Photo photo = TestPhotos.LeftRight(60, 40, (0, 0, 0), (20, 20, 20));
        for (int y = 10; y < 18; y++)
            photo.Pixels.AsSpan(3 * ((y * 60) + 12), 3 * 8).Fill(255);
        using var searching = SegmentationModel.Load(_folder.At("run"), new PhotoSegmenterOptions { SmallestWindow = 0.2 });
        using var model = SegmentationModel.Load(_folder.At("run"));
        SegmenterFacts facts = OnnxModelFile.Facts;
        ObjectWindow window = new ObjectSearch(new BrightnessPredictor(), facts.Limits, new ObjectFraming(facts.ObjectShare, facts.Fit), 0.2)
            .Find(photo, Cancellation);
        window.Width.ShouldBeLessThan(40);

        float[] found = searching.Segment(photo, Cancellation).Values;

        found.ShouldBe(model.Segment(window.CutFrom(photo), Cancellation).Within(window, 60, 40).Values);
        Should.Throw<UserErrorException>(() => new PhotoSegmenterOptions { SmallestWindow = 0 }).Message.ShouldContain("0.02 to 1");
    }

    [Fact]
    public void A_search_for_several_finds_each_and_their_mask_is_all_of_them()
    {
        Photo photo = TestPhotos.LeftRight(120, 40, (0, 0, 0), (0, 0, 0));
        (int Left, int Top)[] squares = [(10, 8), (56, 22), (98, 6)];
        foreach ((int left, int top) in squares)
            for (int y = top; y < top + 10; y++)
                photo.Pixels.AsSpan(3 * ((y * 120) + left), 3 * 10).Fill(255);
        using var several = SegmentationModel.Load(_folder.At("run"), new PhotoSegmenterOptions { SmallestWindow = 0.1, MostObjects = 5 });
        FoundObjects found = several.Find([photo], Cancellation)[0];
        found.Objects.Count.ShouldBe(3);
        several.Segment(photo, Cancellation).Values.ShouldBe(found.Mask.Values);
        int[] identities = [.. squares.Select(square => (int)found.Objects.Identities[((square.Top + 5) * 120) + square.Left + 5])];
        identities.Order().ShouldBe([1, 2, 3]);
        for (int i = 0; i < found.Mask.Values.Length; i++)
            BinaryMask.IsObject(found.Mask.Values[i]).ShouldBe(found.Objects.Identities[i] > 0);

        using var one = SegmentationModel.Load(_folder.At("run"), new PhotoSegmenterOptions { SmallestWindow = 0.1, MostObjects = 1 });
        one.Find([photo], Cancellation)[0].Objects.Count.ShouldBe(1);
    }
}
