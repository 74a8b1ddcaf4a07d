using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests.TorchSave;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.PackedSets;
using PerturbSeg.Training.Tests.Reference;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Import;

public sealed class RunImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<GeneratorVariant, bool> Kinds() => new(
        from variant in Enum.GetValues<GeneratorVariant>() from old in (bool[])[false, true] select (variant, old));

    public static TheoryData<string, Action<PublishedFileEdit>> Faults() => new()
    {
        { "lacks generator_bg.style.1.linear.bias, generator_bg.style.3.linear.bias", file => file.Remove("generator", "generator_bg.style.1.linear.bias", "generator_bg.style.3.linear.bias") },
        { "lacks linear.linear.bias", file => file.Remove("discriminator", "linear.linear.bias") },
        { "has the unknown extra?[2J.weight", file => file.Set("generator_running", "extra\u001b[2J.weight", 2, 2) },
        { "has the unknown extra.weight", file => file.Set("generator_running", "extra.weight", 2, 2) },
        { "has other shapes for linear.linear.weight_orig (Float32[1, 9], not [1, 8])", file => file.Set("discriminator", "linear.linear.weight_orig", 1, 9) },
        { "has the unknown generator_bg.generator.progression.1.conv1.2.weight", file => file.File.BlurGain = 0.5 },
        { "'alpha' in", file => file.File.Alpha = 1.5 },
        { "'step' in", file => file.File.Step = 4 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_run_paints_and_judges_with_the_weights_of_the_file(GeneratorVariant variant, bool old)
    {
        using var scope = new TensorScope();
        var file = new PublishedFile(variant);
        TrainingOptions options = Import(file.Bytes(old));
        options.Network.ShouldBe(file.Options);
        (LayeredGenerator generator, Discriminator discriminator, _) = Checkpoint.LoadNetworks(RunFolder.Open(_folder.At("run")).LatestCheckpoint(), Device.Cpu);
        using (generator)
        using (discriminator)
        {
            generator.Growth.ShouldBe(new Growth(16, 0.5));
            discriminator.Growth.ShouldBe(new Growth(16, 0.5));
            TinyTraining.Snapshot(generator.State).ShouldBeBitEqual(Expected(PublishedNames.OfGenerator(file.Options)));
            TinyTraining.Snapshot(discriminator.State).ShouldBeBitEqual(Expected(PublishedNames.OfDiscriminator(file.Options)));
            Tensor z = ReferenceValues.Tensor("z", 2, 6);
            Layers layers = generator.Forward(z, z, noise: null);
            layers.Mask.ToString().ShouldBe("Float32[2, 1, 16, 16]");
            discriminator.Forward(layers.Composite()).ToString().ShouldBe("Float32[2, 1]");
        }
    }

    [Fact]
    public void Training_can_go_on_from_the_imported_run()
    {
        Import(new PublishedFile(GeneratorVariant.TwoGenerators).Bytes(old: false));
        using TrainingState state = Checkpoint.Load(RunFolder.Open(_folder.At("run")).LatestCheckpoint(), Device.Cpu, new ScalarMeans(), out _);
        byte[] photos = new byte[state.NextBatch * 3 * 16 * 16];
        new Random(1).NextBytes(photos);
        new TrainingStep(state).Run(photos).IsFinite.ShouldBeTrue();
        (state.ImagesSeen, state.Growth).ShouldBe((128, new Growth(16))); // the published batch of this side
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_no_checkpoint_of_the_trainer_is_refused_with_its_names_and_leaves_no_run(string told, Action<PublishedFileEdit> spoil)
    {
        var file = new PublishedFile(GeneratorVariant.TwoGenerators);
        spoil(new PublishedFileEdit(file));
        Should.Throw<UserErrorException>(() => Import(file.Bytes(old: false))).Message.ShouldContain(told);
        Directory.Exists(_folder.At("run")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_names_a_callable_is_refused_with_its_name()
    {
        byte[] file = SampleFile.Make(old: false, pickle => pickle.Op("}").Text("generator").Global("os", "system").Op("(").Text("echo").Op("tRs"));
        Should.Throw<UserErrorException>(() => Import(file)).Message.ShouldContain("os.system");
        Directory.Exists(_folder.At("run")).ShouldBeFalse();
    }

    [Fact]
    public void An_import_that_was_cut_short_is_not_trained_from_random_weights()
    {
        Import(new PublishedFile(GeneratorVariant.TwoGenerators).Bytes(old: false));
        RunFolder run = RunFolder.Open(_folder.At("run"));
        File.Delete(run.LatestCheckpoint());
        PackedSetFile.Write(_folder.At("set.safetensors"), count: 4, side: 18, resolution: 16);
        using PackedSetMixture set = PackedSetMixture.Open(_folder.At("set.safetensors"));
        Should.Throw<UserErrorException>(() => Trainer.Resume(set, run, Device.Cpu, new TrainingCadence())).Message.ShouldContain("import again");
    }

    [Fact]
    public void A_file_that_is_missing_is_said_to_be()
        => Should.Throw<UserErrorException>(() => RunImport.Run(_folder.At("none.model"), _folder.At("run"), PublishedPresets.LsunCar, Device.Cpu, 1))
            .Message.ShouldContain("none.model");

    private static Dictionary<string, byte[]> Expected(IReadOnlyList<PublishedTensor> tensors)
    {
        using var scope = new TensorScope();
        return TinyTraining.Snapshot(tensors.Select(tensor => (tensor.Name, tensor.From(ReferenceValues.Weight(tensor.Published, tensor.PublishedShape)).Contiguous())));
    }

    [Fact]
    public void An_import_that_was_killed_is_begun_again()
    {
        RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(PublishedPresets.LsunCar) with { ImportedFrom = "file.model" });
        byte[] file = new PublishedFile(GeneratorVariant.TwoGenerators).Bytes(old: false);
        Import(file);
        RunFolder.Open(_folder.At("run")).HasCheckpoint.ShouldBeTrue();
        Should.Throw<UserErrorException>(() => Import(file)).Message.ShouldContain("already holds a run");
    }

    private TrainingOptions Import(byte[] file)
        => RunImport.Run(_folder.Write("file.model", file), _folder.At("run"), PublishedPresets.LsunCar, Device.Cpu, threads: 1);

    /// <summary>What a fault does to a file.</summary>
    public sealed class PublishedFileEdit
    {
        internal PublishedFileEdit(PublishedFile file) => File = file;

        internal PublishedFile File { get; }

        internal void Remove(string network, params string[] names)
        {
            foreach (string name in names)
                File.Shapes[network].Remove(name);
        }

        internal void Set(string network, string name, params long[] shape) => File.Shapes[network][name] = shape;
    }
}
