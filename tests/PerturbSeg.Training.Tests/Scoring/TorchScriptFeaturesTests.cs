using System.Security.Cryptography;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class TorchScriptFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_module_is_named_by_its_file_and_sees_images_from_minus_one_to_one()
    {
        string path = Module("colour.pt", ScriptArchive.MeanColour);
        using var features = TorchScriptFeatures.Load(path);
        features.Fingerprint.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        features.Name.ShouldBe($"colour.pt (SHA-256 {features.Fingerprint[..12]})");
        features.IsInception.ShouldBeFalse();
        using var images = new DiscImages(1);
        FeatureVectors vectors = Look(features, images, 70);
        using var same = new DiscImages(1);
        using Tensor pixels = same.Next(64), means = pixels.Mean([2, 3]);
        vectors.Dimensions.ShouldBe(3);
        vectors.Values[..(64 * 3)].ShouldBe(means.ToArray<float>());
    }

    [Fact]
    public void A_module_that_makes_no_vectors_is_refused_in_one_sentence()
    {
        Refusal(Module("maps.pt", "return images")).ShouldContain("returns [N, D]");
        Refusal(Module("picky.pt", "return torch.mm(images, images)")).ShouldContain("cannot take images Float32[2, 3, 16, 16]");
    }

    [Fact]
    public void Features_that_are_no_number_are_refused()
    {
        using var features = TorchScriptFeatures.Load(Module("nan.pt", "return torch.log(torch.sub(torch.mean(images, [2, 3]), 9))"));
        using var images = new DiscImages(1);
        Should.Throw<UserErrorException>(() => Look(features, images, 2)).Message.ShouldContain("nan.pt");
    }

    [Fact]
    public void Files_that_are_no_modules_are_refused_in_one_sentence()
    {
        string text = _folder.Write("text.pt", "no module"u8.ToArray());
        Should.Throw<UserErrorException>(() => TorchScriptFeatures.Load(text)).Message.ShouldContain("torch.jit.save");
        Should.Throw<UserErrorException>(() => TorchScriptFeatures.Load(_folder.At("missing.pt"))).Message.ShouldContain("missing.pt");
    }

    [Fact]
    public void Another_file_does_not_pass_for_the_Inception_network()
    {
        string path = Module(TorchScriptFeatures.InceptionFile, ScriptArchive.MeanColour);
        Should.Throw<UserErrorException>(() => TorchScriptFeatures.Load(path)).Message.ShouldContain(TorchScriptFeatures.InceptionSha256);
    }

    public void Dispose() => _folder.Dispose();

    private static FeatureVectors Look(TorchScriptFeatures features, DiscImages images, int count)
        => FeatureVectors.Of(features, images, count, progress: null, TestContext.Current.CancellationToken);

    private static string Refusal(string path)
    {
        using var features = TorchScriptFeatures.Load(path);
        using var images = new DiscImages(1);
        return Should.Throw<UserErrorException>(() => Look(features, images, 2)).Message;
    }

    private string Module(string name, string body)
    {
        ScriptArchive.Write(_folder.At(name), body);
        return _folder.At(name);
    }
}
