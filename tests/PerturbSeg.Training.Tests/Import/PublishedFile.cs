using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests.TorchSave;
using PerturbSeg.Training.Import;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Tests.Reference;

namespace PerturbSeg.Training.Tests.Import;

/// <summary>A checkpoint as the published trainer writes it, of small networks with weights that follow the reference's formula.</summary>
internal sealed class PublishedFile
{
    private static readonly string[] Networks = ["generator", "discriminator", "generator_running"];

    public PublishedFile(GeneratorVariant variant)
    {
        Options = PublishedNetworks.Options(variant) with
        {
            Resolution = 16, LargestResolution = 32, Width = 1.0 / 64, LatentSize = 6, MappingDepth = 2,
        };
        Shapes = Networks.ToDictionary(network => network, network => ShapesOf(network == "discriminator"
            ? PublishedNames.OfDiscriminator(Options)
            : PublishedNames.OfGenerator(Options)));
    }

    /// <summary>The form of the networks.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Names and shapes of each network, to be tampered with.</summary>
    public Dictionary<string, Dictionary<string, long[]>> Shapes { get; }

    public double Alpha { get; set; } = 0.5;

    public long Step { get; set; } = 2;

    /// <summary>What the blur kernels are scaled by: 1 is right.</summary>
    public double BlurGain { get; set; } = 1;

    /// <summary>The bytes of the file.</summary>
    public byte[] Bytes(bool old)
    {
        var storages = new List<SampleStorage>();
        return SampleFile.Make(old, Write, storages);

        void Write(PickleBytes pickle)
        {
            pickle.Op("}(");
            foreach ((string network, Dictionary<string, long[]> shapes) in Shapes)
            {
                pickle.Text(network).Global("collections", "OrderedDict").Op(")R(");
                foreach ((string name, long[] shape) in shapes)
                    pickle.Text(name).Tensor(Storage(name, shape), 0, shape, Strides(shape));
                pickle.Op("u");
            }

            pickle.Text("g_optimizer").Op("}").Text("alpha").Real(Alpha).Text("step").Number(Step).Op("u");
        }

        SampleStorage Storage(string name, long[] shape)
        {
            using var scope = new TensorScope();
            Tensor values = ReferenceValues.Weight(name, shape);
            if (PublishedNames.IsBlur(name, shape))
                values = values * BlurGain;
            storages.Add(SampleStorage.Of($"{storages.Count}", "FloatStorage", values.ToArray<float>()));
            return storages[^1];
        }
    }

    // With a blur kernel for one layer of each network, as the published ones have.
    private static Dictionary<string, long[]> ShapesOf(IReadOnlyList<PublishedTensor> tensors)
    {
        Dictionary<string, long[]> shapes = [];
        foreach (PublishedTensor tensor in tensors)
            shapes[tensor.Published] = tensor.PublishedShape;
        string prefix = tensors.Select(tensor => tensor.Published).First(name => name.Contains("progression.1", StringComparison.Ordinal)).Split("progression")[0];
        shapes[$"{prefix}progression.1.conv1.2.weight"] = [8, 1, 3, 3];
        shapes[$"{prefix}progression.1.conv1.2.weight_flip"] = [8, 1, 3, 3];
        return shapes;
    }

    private static long[] Strides(long[] shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }
}
