using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Predicting;

namespace PerturbSeg.Training.Tests.Fitting;

/// <summary>Photos are bright discs; a segmenter that takes nothing for the object is taught by masks that are right.</summary>
[Collection(Alone.Name)]
public sealed class CorrectionFitTests : IDisposable
{
    private const int Side = 16;
    private static readonly SegmenterFitOptions Options = new() { Channels = 8, Augmentations = [], Precision = ScalarType.Float32, CutOuts = null };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CorrectedMasksAreLearntAndWhatIsHeldBackTells()
    {
        using var random = new RandomGenerator(5);
        using var beginning = new Segmenter(8, random);
        using PackedSetMixture set = PairPhotos.Pack(new DiscPairs(Side), 64, _folder);
        using var batches = new BatchSource(set, new BatchOptions { BatchSize = CorrectionFit.PhotosPerStep, Seed = 1 });
        CorrectedPhotos corrected = Read(WriteDiscs(20));
        (corrected.Taught.Count, corrected.HeldBack.Count).ShouldBe((16, 4));
        corrected.Taught.Select(photo => photo.Name).ShouldNotContain(name => corrected.HeldBack.Any(photo => photo.Name == name));
        var fit = new CorrectionFit(corrected, batches, Options with { Limits = new PhotoMaskLimits(0.5, 0.9) }, PackFit.Stretch); // its own masks teach nothing
        long before = Alone.LiveTensors();

        double first = fit.Measure(beginning, Side, Device.Cpu, TestContext.Current.CancellationToken).ShouldNotBeNull();
        using (Segmenter end = fit.Run(beginning, Side, 120, Device.Cpu, null, TestContext.Current.CancellationToken).Network)
        {
            double last = fit.Measure(end, Side, Device.Cpu, TestContext.Current.CancellationToken).ShouldNotBeNull();
            last.ShouldBeGreaterThan(0.7);
            last.ShouldBeGreaterThan(first + 0.2);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void RejectedMasksAreNotTaughtAndOnesThatCannotBeUsedAreNamed()
    {
        CorrectionFolder corrections = WriteDiscs(3);
        corrections.TryDecide("0", corrections.Find("0")!.Mark, Of("0.png") with { Decision = CorrectionDecision.Rejected }, null, out _);
        corrections.TryDecide("gone", CorrectionFolder.NoDecision, Of("gone.png"), new GreyImage(Side, Side, new byte[Side * Side]), out _);
        corrections.TryDecide("1", corrections.Find("1")!.Mark, Of("1.png"), new GreyImage(2, 2, new byte[4]), out _);
        corrections.TryDecide("lost", CorrectionFolder.NoDecision, Of("lost.png"), new GreyImage(Side, Side, new byte[Side * Side]), out _);
        _folder.WritePhoto("photos/lost.png", 1);
        File.Delete(_folder.At("corrections/lost.png"));
        corrections.TryDecide("closed", CorrectionFolder.NoDecision, Of("closed.png"), new GreyImage(Side, Side, new byte[Side * Side]), out _);
        _folder.WritePhoto("photos/closed.png", 1);
        File.Delete(_folder.At("corrections/closed.png"));
        Directory.CreateDirectory(_folder.At("corrections/closed.png"));
        _folder.Write("corrections/merged.json", "<<<<<<< HEAD"u8.ToArray());
        var skipped = new List<string>();
        CorrectedPhotos corrected = CorrectedPhotos.Read(corrections, Tasks(), new PhotoDecoder(), skipped.Add, TestContext.Current.CancellationToken);
        corrected.Taught.Select(photo => photo.Name).ShouldBe(["2.png"]);
        corrected.HeldBack.ShouldBeEmpty();
        skipped.Count.ShouldBe(5);
        skipped.ShouldContain("The mask of 'lost' is not there any more.");
        skipped.ShouldContain(reason => reason.StartsWith("The mask of 'closed' cannot be read", StringComparison.Ordinal));
        skipped.ShouldContain(reason => reason.Contains("merged.json' cannot be read", StringComparison.Ordinal));
        skipped.ShouldContain(reason => reason.Contains("2×2", StringComparison.Ordinal));
        skipped.ShouldContain(reason => reason.Contains("'gone'", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatWasTaughtOnceIsNeverHeldBackWhateverIsDecidedLater()
    {
        CorrectedPhotos few = Read(WriteDiscs(8)), more = Read(WriteDiscs(20, from: 8));
        Names(few.HeldBack).ShouldBe(["0.png", "4.png"]);
        Names(more.HeldBack).ShouldBe(["0.png", "15.png", "4.png", "9.png"]);
        Names(more.Taught).Length.ShouldBe(16);

        static string[] Names(IReadOnlyList<CorrectedPhoto> photos) => [.. photos.Select(photo => photo.Name)];
    }

    [Fact]
    public void MasksOfHeldBackPhotosAloneAreNoLesson()
        => Should.Throw<UserErrorException>(() => Read(WriteDiscs(1))).Message.ShouldContain("masks of 1 of these photos, which are held back to measure: accept or mend another");

    [Fact]
    public void AMaskOfAnotherPhotoOfTheSameNameIsNotTaught()
    {
        CorrectionFolder corrections = WriteDiscs(3);
        string other = FileDigest.Of(File.ReadAllBytes(_folder.At("photos/1.png")));
        corrections.TryDecide("1", corrections.Find("1")!.Mark, Of("1.png") with { Digest = other }, new GreyImage(Side, Side, new byte[Side * Side]), out _).ShouldBeTrue();
        corrections.TryDecide("2", corrections.Find("2")!.Mark, Of("2.png") with { Digest = other }, new GreyImage(Side, Side, new byte[Side * Side]), out _).ShouldBeTrue();
        var skipped = new List<string>();
        CorrectedPhotos corrected = CorrectedPhotos.Read(corrections, Tasks(), new PhotoDecoder(), skipped.Add, TestContext.Current.CancellationToken);
        corrected.Taught.Select(photo => photo.Name).ShouldBe(["1.png"]);
        skipped.ShouldHaveSingleItem().ShouldBe("The mask of '2.png' is of another photo of this name.");
    }

    [Fact]
    public void WithoutAMaskThatCanBeUsedItSaysHowToGetOne()
    {
        _folder.WritePhoto("photos/a.png", 1);
        Should.Throw<UserErrorException>(() => Read(new CorrectionFolder(_folder.At("corrections")))).Message.ShouldContain("perturbseg serve");
    }

    [Fact]
    public void ARunIsTaughtOnAndItsFileWithIt()
    {
        using var tiny = new TinyRun();
        var options = new SegmenterFitOptions { Steps = 2, Channels = 4, BatchSize = 4, CutOuts = null };
        FitFacts first = RunFit.Segmenter(tiny.Run, null, options, Device.Cpu, null, TestContext.Current.CancellationToken);
        CorrectedPhotos corrected = Read(WriteDiscs(5));
        byte[] before = File.ReadAllBytes(SegmentationModel.PathIn(tiny.Run.FolderPath));
        (FitFacts facts, CorrectionResult result) = RunFit.Corrected(tiny.Run, tiny.Photos, corrected, 3, options, Device.Cpu, null, TestContext.Current.CancellationToken);
        facts.ShouldBe(first with { CorrectionSteps = 3 });
        FittedNetworkFile.ReadFacts(tiny.Run, FitMethods.Segmenter).ShouldBe(facts);
        (result.Taught, result.HeldBack).ShouldBe((3, 2));
        result.IouAfter.ShouldNotBeNull().ShouldBeInRange(0, 1);
        File.ReadAllBytes(SegmentationModel.PathIn(tiny.Run.FolderPath)).ShouldNotBe(before);
        using (OnnxSegmenter opened = RunModel.OpenSegmenter(tiny.Run))
            opened.Facts.CorrectionSteps.ShouldBe(3);
        using PackedSetMixture cropped = PackedSetMixture.Open([Packed(PackFit.Crop)]);
        Should.Throw<UserErrorException>(() => RunFit.Corrected(tiny.Run, cropped, corrected, 1, options, Device.Cpu, null, TestContext.Current.CancellationToken)).Message
            .ShouldContain("packed by --fit crop");
        Should.Throw<UserErrorException>(() => RunFit.Corrected(tiny.Run, tiny.Photos, corrected, 0, options, Device.Cpu, null, TestContext.Current.CancellationToken)).Message
            .ShouldContain("--correction-steps 0");
    }

    private CorrectedPhotos Read(CorrectionFolder corrections) => CorrectedPhotos.Read(corrections, Tasks(), new PhotoDecoder(), reason => Assert.Fail(reason));

    private PhotoList Tasks() => PhotoTasks.List([_folder.At("photos")], _folder.At("corrections"));

    private string Packed(PackFit fit)
    {
        using IPhotoSource source = PhotoSources.Open(_folder.At("photos"), cancellation: TestContext.Current.CancellationToken);
        return Packer.Pack([source], _folder.At("packed.safetensors"), new PackOptions { Resolution = 8, Fit = fit }, cancellation: TestContext.Current.CancellationToken).Path;
    }

    private static Correction Of(string photo)
        => new() { Photo = photo, Decision = CorrectionDecision.Mended, Width = Side, Height = Side, Decided = DateTime.UnixEpoch, Version = 0 };

    private CorrectionFolder WriteDiscs(int count, int from = 0)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(9);
        LabelledImages discs = new DiscPairs(Side).Draw(count, random);
        byte[] pixels = ((discs.Images + 1) * 127.5).Clamp(0, 255).To(ScalarType.UInt8).ToArray<byte>(), masks = (discs.Masks * 255).To(ScalarType.UInt8).ToArray<byte>();
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        const int area = Side * Side;
        for (int i = from; i < count; i++)
        {
            PngFile.Save(_folder.At($"photos/{i}.png"), Side, Side, 3, PixelOrder.ToInterleaved(pixels.AsSpan(3 * i * area, 3 * area)));
            corrections.TryDecide($"{i}", CorrectionFolder.NoDecision, Of($"{i}.png"), new GreyImage(Side, Side, masks[(i * area)..((i + 1) * area)]), out _).ShouldBeTrue();
        }

        return corrections;
    }
}
