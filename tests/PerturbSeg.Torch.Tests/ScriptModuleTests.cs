namespace PerturbSeg.Torch.Tests;

[Collection(Alone.Name)]
public sealed class ScriptModuleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    [Fact]
    public void A_module_computes_what_its_code_says()
    {
        using ScriptModule module = Load(ScriptArchive.MeanColour);
        using Tensor images = Tensor.From<float>([1, 3, 10, 20, -4, -6], [1, 3, 1, 2]);
        using Tensor means = module.Forward(images);
        means.Shape.ToArray().ShouldBe([1, 3]);
        means.ShouldBeNear([2, 15, -5], 1e-6);
    }

    [Fact]
    public void A_flag_reaches_the_keyword_argument_of_its_name()
    {
        using ScriptModule module = Load("if flag:", "  _0 = torch.add(images, 1)", "else:", "  _0 = images", "return _0");
        using Tensor bytes = Tensor.From<byte>([7], [1]), plain = module.Forward(bytes), flagged = module.Forward(bytes, "flag");
        plain.ToArray<byte>().ShouldBe([7]);
        flagged.ToArray<byte>().ShouldBe([8]);
        Should.Throw<TorchException>(() => module.Forward(bytes, "banner")).Message.ShouldContain("banner");
    }

    [Fact]
    public void Refusals_leave_no_tensor_behind()
    {
        long before = Alone.LiveTensors();
        using (ScriptModule module = Load(ScriptArchive.MeanColour))
        using (Tensor flat = Tensor.Scalar(1))
            Should.Throw<TorchException>(() => module.Forward(flat)).Message.ShouldContain("TorchScript forward(Float32[])");
        string text = Path.Combine(_folder, "text.pt");
        File.WriteAllText(text, "no module");
        Should.Throw<TorchException>(() => ScriptModule.Load(text)).Message.ShouldContain("load TorchScript module");
        Should.Throw<TorchException>(() => ScriptModule.Load(Path.Combine(_folder, "missing.pt")));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ScriptModule Load(params string[] body)
    {
        string path = Path.Combine(_folder, "module.pt");
        ScriptArchive.Write(path, body);
        return ScriptModule.Load(path);
    }
}
