using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Training.Onnx;

/// <summary>The tensors of a network, or of a part of it, by the names that checkpoints give them.</summary>
internal sealed class NetworkWeights
{
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly string _prefix;

    /// <summary>Looks into a network.</summary>
    /// <param name="network">The network; its tensors stay its own.</param>
    public NetworkWeights(Module network)
        : this(network.State.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal), string.Empty)
    {
    }

    private NetworkWeights(IReadOnlyDictionary<string, Tensor> tensors, string prefix) => (_tensors, _prefix) = (tensors, prefix);

    /// <summary>A tensor of this part.</summary>
    public Tensor this[string name] => _tensors[_prefix + name];

    /// <summary>Whether this part has such a tensor.</summary>
    public bool Has(string name) => _tensors.ContainsKey(_prefix + name);

    /// <summary>A part of this part.</summary>
    public NetworkWeights Part(string name) => new(_tensors, $"{_prefix}{name}.");
}
