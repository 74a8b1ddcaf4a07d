using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Onnx;
using PerturbSeg.Training.Export;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.Export;

public sealed class OnnxExportTests : IDisposable
{
    private readonly TinyRun _tiny = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_segmenters_file_says_what_a_program_must_know_to_run_it()
    {
        RunFit.Segmenter(_tiny.Run, null, new SegmenterFitOptions { Steps = 1, Channels = 8 }, Device.Cpu, null, CancellationToken.None);
        ModelProto model = Export(OnnxExport.Segmenter);
        model.OpsetImport.ShouldHaveSingleItem().Version.ShouldBe(17);
        Extents(model.Graph.Input.ShouldHaveSingleItem()).ShouldBe("images[batch, 3, 8, 8]");
        model.Graph.Output.Select(Extents).ShouldBe(["logits[batch, 1, 8, 8]", "mask[batch, 1, 8, 8]"]);
        Dictionary<string, string> metadata = Metadata(model);
        metadata["mean"].ShouldBe("0.5,0.5,0.5");
        metadata["scale"].ShouldBe("0.5,0.5,0.5");
        metadata["size"].ShouldBe("8");
        metadata["fit"].ShouldBe("stretch");
    }

    [Fact]
    public void A_generators_file_names_its_latents_and_layers()
    {
        ModelProto model = Export(OnnxExport.Generator);
        model.Graph.Input.Select(Extents).ShouldBe(["background_latents[batch, 8]", "foreground_latents[batch, 8]"]);
        model.Graph.Output.Select(Extents).ShouldBe(["background[batch, 3, 8, 8]", "foreground[batch, 3, 8, 8]", "mask[batch, 1, 8, 8]"]);
        Dictionary<string, string> metadata = Metadata(model);
        metadata["latent_size"].ShouldBe("8");
        metadata["latents"].ShouldBe("shared");
        metadata["checkpoint"].ShouldBe("kimg-000000.000.safetensors");
    }

    [Theory]
    [InlineData(null, "independent")]
    [InlineData(3, "first 3 shared")]
    public void A_generators_file_says_what_the_layers_share_of_their_latents(int? shared, string told)
    {
        using var run = new TinyRun(independentLatents: true, sharedLatents: shared);
        OnnxExport.Write(run.Run, OnnxExport.Generator, _folder.At("network.onnx"));
        Metadata(ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder.At("network.onnx"))))["latents"].ShouldBe(told);
    }

    [Fact]
    public void What_cannot_be_exported_is_refused_and_leaves_no_file()
    {
        Refusal(OnnxExport.Segmenter, _folder.At("a.onnx")).ShouldContain("perturbseg fit --run");
        Refusal("discriminator", _folder.At("b.onnx")).ShouldContain("'discriminator'");
        Refusal(OnnxExport.Generator, _folder.Root).ShouldContain("is a folder");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    private string Refusal(string what, string path) => Should.Throw<UserErrorException>(() => OnnxExport.Write(_tiny.Run, what, path)).Message;

    private ModelProto Export(string what)
    {
        OnnxExport.Write(_tiny.Run, what, _folder.At("network.onnx"));
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder.At("network.onnx")));
    }

    private static Dictionary<string, string> Metadata(ModelProto model) => model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);

    private static string Extents(ValueInfoProto value)
    {
        IEnumerable<string> extents = value.Type.TensorType.Shape.Dim.Select(extent => extent.DimParam.Length > 0 ? extent.DimParam : $"{extent.DimValue}");
        return $"{value.Name}[{string.Join(", ", extents)}]";
    }
}
