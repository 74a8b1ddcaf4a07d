using System.Text;
using PerturbSeg.Fuzz.Mutations;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Torch.Tests.TorchSave;
using PerturbSeg.Torch.TorchSave;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Import;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Files of tensors: safetensors and what is made of them, and both formats of <c>torch.save</c>.</summary>
internal static class TensorReaders
{
    private const string FileName = "file.safetensors";

    /// <summary>Any safetensors file.</summary>
    public static Reader Safetensors() => new FileReader(FileName, folder =>
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, FileName));
        foreach (TensorEntry tensor in file.Tensors)
        {
            using var scope = new TensorScope();
            _ = NamedTensors.Read(file, tensor.Name);
        }
    })
    {
        Seeds =
        [
            Tensors("{}", 0),
            Tensors("""{"__metadata__":{"kind":"x"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"U8","shape":[],"data_offsets":[24,25]}}""", 25),
            Tensors("""{"a":{"dtype":"BF16","shape":[1,2,1,2],"data_offsets":[0,8]},"empty":{"dtype":"I64","shape":[0,7],"data_offsets":[8,8]},"c":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}   """, 11),
        ],
        Structure = new SafetensorsMutation(),
        Refusals = [typeof(SafetensorsFormatException)],
    };

    /// <summary>A packed set, each of its photos.</summary>
    public static Reader PackedSet() => new FileReader(FileName, folder =>
    {
        using PackedSet set = Training.PackedSets.PackedSet.Open(Path.Combine(folder, FileName));
        for (int i = 0; i < set.Count; i++)
        {
            _ = set.Image(i);
            if (set.HasMasks)
                _ = set.Mask(i);
        }
    })
    {
        Seeds = [FileReader.Written(FileName, folder => PackedSetFile.Write(Path.Combine(folder, FileName), count: 3, side: 9, resolution: 8))],
        Structure = new SafetensorsMutation(),
    };

    /// <summary>A checkpoint, as far as fitting and segmenting need it.</summary>
    public static Reader Checkpoint() => new FileReader(FileName, folder =>
    {
        (LayeredGenerator generator, Discriminator discriminator, _) = Training.Runs.Checkpoint.LoadNetworks(Path.Combine(folder, FileName), Device.Cpu);
        generator.Dispose();
        discriminator.Dispose();
    })
    {
        Seeds = [FileReader.Written(FileName, folder =>
        {
            using var state = new TrainingState(TinyRunFolder.Options, Device.Cpu);
            Training.Runs.Checkpoint.Save(Path.Combine(folder, FileName), state, new TrainingStep(state), new ScalarMeans());
        })],
        ShortCampaign = 150,
        Structure = new SafetensorsMutation(),
    };

    /// <summary>A checkpoint, as training goes on from it.</summary>
    public static Reader WholeCheckpoint() => new FileReader(FileName, folder => Training.Runs.Checkpoint.Load(Path.Combine(folder, FileName), Device.Cpu, new ScalarMeans(), out _).Dispose())
    {
        Seeds = Checkpoint().Seeds,
        ShortCampaign = 150,
        Structure = new SafetensorsMutation(),
    };

    /// <summary>The weights of a segmenter in a run.</summary>
    public static Reader Segmenter() => new FileReader("segmenter.safetensors", folder =>
    {
        RunFolder run = RunFolder.Open(folder);
        FittedNetworkFile.LoadSegmenter(run, FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter)).Dispose();
    })
    {
        Seeds = [FileReader.Written("segmenter.safetensors", folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, "config.json"), TinyRunFolder.Configuration(TinyRunFolder.Options));
            using var random = new RandomGenerator(1, Device.Cpu);
            using var network = new Segmenter(4, random);
            FittedNetworkFile.Save(RunFolder.Open(folder), network, new FitFacts { Method = FitMethods.Segmenter, Steps = 1, Seed = 1, FinalLoss = 0.5, Side = 8, Checkpoint = "a", Channels = 4 });
        })],
        Beside = [.. TinyRunFolder.Files],
        ShortCampaign = 300,
        Structure = new SafetensorsMutation(),
    };

    /// <summary>A checkpoint of the published trainer, made a run.</summary>
    /// <param name="old">Whether it is of the format before PyTorch 1.6.</param>
    public static Reader Published(bool old) => new FileReader("file.model", folder =>
    {
        string run = Path.Combine(folder, "run");
        if (Directory.Exists(run))
            Directory.Delete(run, recursive: true);
        RunImport.Run(Path.Combine(folder, "file.model"), run, PublishedPresets.LsunCar, Device.Cpu, threads: 1);
    })
    {
        Seeds = [new PublishedFile(GeneratorVariant.TwoGenerators).Bytes(old)],
        ShortCampaign = 150,
    };

    /// <summary>A file of <c>torch.save</c>.</summary>
    /// <param name="old">Whether it is of the format before PyTorch 1.6.</param>
    public static Reader TorchSave(bool old) => new FileReader("file.pth", folder =>
    {
        using var scope = new TensorScope();
        using TorchSaveFile file = TorchSaveFile.Open(Path.Combine(folder, "file.pth"));
        Walk(file, file.Root);
    })
    {
        Seeds = [SampleFile.Checkpoint(old), SampleFile.Make(old, pickle => pickle.Op("](").Text("a").Number(-1).Real(1.5).Op("e"))],
        Refusals = [typeof(TorchSaveFormatException)],
    };

    private static byte[] Tensors(string header, int bytes) => [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[bytes]];

    private static void Walk(TorchSaveFile file, SavedValue value)
    {
        switch (value.Kind)
        {
            case SavedKind.List:
                foreach (SavedValue item in value.Items)
                    Walk(file, item);
                break;
            case SavedKind.Dictionary:
                foreach ((_, SavedValue item) in value.Entries)
                    Walk(file, item);
                break;
            case SavedKind.Tensor:
                file.ReadTensor(value.AsTensor()).Dispose();
                break;
            default:
                _ = value.ToString();
                break;
        }
    }
}
