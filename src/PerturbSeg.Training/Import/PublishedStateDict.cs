using PerturbSeg.Torch;
using PerturbSeg.Torch.TorchSave;
using PerturbSeg.Training.Networks.StyleGan1;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Import;

/// <summary>The state dict of one published network in a file, checked to hold exactly the tensors of its form.</summary>
public sealed class PublishedStateDict
{
    private const int MostTold = 5;
    private readonly TorchSaveFile _file;
    private readonly Dictionary<string, SavedTensor> _saved;
    private readonly IReadOnlyList<PublishedTensor> _expected;
    private readonly Dictionary<SavedTensor, bool> _blurs = [];

    /// <summary>Checks a state dict.</summary>
    /// <param name="file">The file; borrowed.</param>
    /// <param name="key">Where in the file: "generator", say.</param>
    /// <param name="expected">The tensors that it must hold.</param>
    /// <exception cref="UserErrorException">Names are unknown or missing, shapes differ, or a blur kernel is another one.</exception>
    /// <exception cref="TorchSaveFormatException">There is no such state dict.</exception>
    public PublishedStateDict(TorchSaveFile file, string key, IReadOnlyList<PublishedTensor> expected)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(expected);
        _file = file;
        _expected = expected;
        _saved = file.Root[key].AsNamedTensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor);
        Dictionary<string, long[]> shapes = [];
        foreach (PublishedTensor tensor in expected)
            shapes[tensor.Published] = tensor.PublishedShape;
        string[] problems =
        [
            .. Told("lacks", shapes.Keys.Where(name => !_saved.ContainsKey(name))),
            .. Told("has the unknown", _saved.Where(saved => !shapes.ContainsKey(saved.Key) && !IsBlur(saved.Key, saved.Value)).Select(saved => saved.Key)),
            .. Told("has other shapes for", shapes
                .Where(shape => _saved.TryGetValue(shape.Key, out SavedTensor? saved) && !saved.Shape.SequenceEqual(shape.Value))
                .Select(shape => $"{shape.Key} ({_saved[shape.Key]}, not [{string.Join(", ", shape.Value)}])")),
        ];
        if (problems.Length > 0)
            throw new UserErrorException($"'{key}' in '{file.FilePath}' {string.Join("; it ", problems)}: it is no network of the published trainer.");
    }

    /// <summary>Our tensors, to be read one at a time.</summary>
    /// <param name="prefix">What our names begin with: "average", say.</param>
    public IEnumerable<CheckpointTensor> Tensors(string prefix)
        => _expected.Select(tensor => new CheckpointTensor(
            $"{prefix}.{tensor.Name}",
            tensor.Shape,
            () => tensor.From(_file.ReadTensor(_saved[tensor.Published]).To(ScalarType.Float32))));

    private static IEnumerable<string> Told(string what, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (all.Length > 0)
            yield return $"{what} {string.Join(", ", all.Take(MostTold).Select(UntrustedText.Show))}{(all.Length > MostTold ? $" and {all.Length - MostTold} more" : string.Empty)}";
    }

    private bool IsBlur(string name, SavedTensor saved)
    {
        if (!PublishedNames.IsBlur(name, saved.Shape))
            return false;
        if (_blurs.TryGetValue(saved, out bool known)) // one tensor may have many names
            return known;
        using var scope = new TensorScope();
        float[] values = _file.ReadTensor(saved).To(ScalarType.Float32).ToArray<float>();
        return _blurs[saved] = values.Chunk(Blur.Kernel.Length).All(kernel => kernel.SequenceEqual(Blur.Kernel));
    }
}
