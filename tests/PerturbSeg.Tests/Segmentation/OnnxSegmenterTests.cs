using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Segmentation;

public sealed class OnnxSegmenterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void ABatchOfAnySizeIsJudged(int count)
    {
        var random = new Random(1);
        float[] images = [.. Enumerable.Range(0, count * 192).Select(_ => (2 * random.NextSingle()) - 1)];
        using OnnxSegmenter segmenter = Open(OnnxModelFile.Bytes());
        segmenter.Predict(images).ShouldBe(new BrightnessPredictor().Predict(images), 1e-5);
    }

    [Fact]
    public void WhatIsWrittenIntoTheMetadataIsRead()
    {
        using (OnnxSegmenter segmenter = Open(OnnxModelFile.Bytes()))
            segmenter.Facts.ShouldBe(OnnxModelFile.Facts);
        SegmenterFacts other = OnnxModelFile.Facts with { Fit = PackFit.Crop, SelfAgreement = null, SilhouetteOverlap = null };
        using OnnxSegmenter cropped = Open(OnnxModelFile.Bytes(other));
        cropped.Facts.ShouldBe(other);
        cropped.Fit.ShouldBe(PackFit.Crop);
    }

    [Theory]
    [InlineData("kind", "generator", "it holds no segmenter")]
    [InlineData("kind", null, "it holds no segmenter")]
    [InlineData("format", "2", "it is of version 2, and this program reads version 1")]
    [InlineData("format", null, "it is of version none")]
    [InlineData("mean", "0.485,0.456,0.406", "mean")]
    [InlineData("fit", "squeeze", "fit = 'squeeze'")]
    [InlineData("fit", null, "lack fit")]
    [InlineData("size", "16", "'images' are not [batch, 3, 16, 16]")]
    [InlineData("size", "-8", "size = '-8'")]
    [InlineData("smallest_share", "NaN", "smallest_share = 'NaN'")]
    [InlineData("object_share", "0", "object_share = '0'")]
    [InlineData("seed", "-1", "seed = '-1'")]
    public void AFileOfAnotherVersionOrKindIsRefusedInOneSentence(string key, string? value, string reason)
    {
        byte[] bytes = OnnxModelFile.Bytes(change: metadata =>
        {
            metadata.Remove(key);
            if (value is not null)
                metadata[key] = value;
        });
        string message = Should.Throw<UserErrorException>(() => Open(bytes)).Message;
        message.ShouldContain(reason);
        message.ShouldContain("perturbseg export");
        message.Split(". ").Length.ShouldBe(1);
    }

    [Fact]
    public void AMissingOrEmptyFileIsRefused()
    {
        Should.Throw<UserErrorException>(() => OnnxSegmenter.Open(_folder.At("none.onnx"))).Message.ShouldContain("There is no file");
        Should.Throw<UserErrorException>(() => Open([])).Message.ShouldContain("it is empty");
    }

    [Fact]
    public void MetadataWithNamesThatHoldZerosAreRefused()
        => Should.Throw<UserErrorException>(() => Open(OnnxModelFile.Bytes(change: metadata => metadata["a\0b"] = "1"))).Message.ShouldContain("zeros");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WeightsThatAreNoNumbersAreTold(float weight)
    {
        byte[] file = OnnxModelFile.Bytes();
        BitConverter.GetBytes(weight).CopyTo(file, file.AsSpan().IndexOf(BitConverter.GetBytes(5 / 3f)));
        using OnnxSegmenter segmenter = Open(file);
        Should.Throw<UserErrorException>(() => segmenter.Predict([.. Enumerable.Repeat(0.5f, 192)])).Message.ShouldContain("no numbers");
    }

    [Fact]
    public void ANetworkThatWasDisposedSaysSo()
    {
        OnnxSegmenter segmenter = Open(OnnxModelFile.Bytes());
        segmenter.Dispose();
        Should.Throw<ObjectDisposedException>(() => segmenter.Predict(new float[192]));
    }

    [Fact]
    public void PartsOfImagesAreRefused()
    {
        using OnnxSegmenter segmenter = Open(OnnxModelFile.Bytes());
        Should.Throw<ArgumentException>(() => segmenter.Predict(new float[191]));
        Should.Throw<ArgumentException>(() => segmenter.Predict([]));
    }

    private OnnxSegmenter Open(byte[] bytes)
    {
        string path = _folder.At("segmenter.onnx");
        File.WriteAllBytes(path, bytes);
        return OnnxSegmenter.Open(path);
    }
}
