namespace PerturbSeg.Torch.Layers;

/// <summary>
/// A part of a network: named parameters and named parts. Names join with dots, in the order of construction, and are the keys of
/// checkpoints.
/// </summary>
public abstract class Module : IDisposable
{
    private readonly List<(string Name, Tensor Value, bool Trained)> _tensors = [];
    private readonly List<(string Name, Module Value)> _parts = [];

    /// <summary>The trained tensors with their full names, in a fixed order.</summary>
    public IEnumerable<(string Name, Tensor Value)> Parameters => Named(string.Empty, trainedOnly: true);

    /// <summary>All tensors that a checkpoint holds: parameters, and statistics that are not trained.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => Named(string.Empty, trainedOnly: false);

    /// <summary>Turns gradients of all parameters on or off.</summary>
    public void RequireGradients(bool value)
    {
        foreach ((_, Tensor parameter) in Parameters)
            parameter.RequiresGradient = value;
    }

    /// <summary>Copies the state of a module of the same form.</summary>
    /// <param name="other">The source; its names and shapes are the same.</param>
    public void CopyFrom(Module other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach (((_, Tensor mine), (_, Tensor theirs)) in State.Zip(other.State))
            mine.CopyFrom(theirs);
    }

    /// <summary>Frees the parameters.</summary>
    public void Dispose()
    {
        foreach ((_, Tensor tensor, _) in _tensors)
            tensor.Dispose();
        foreach ((_, Module part) in _parts)
            part.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a trained tensor; it survives every scope, and dies with the module.</summary>
    /// <param name="name">Its name in this module.</param>
    /// <param name="initial">Its first value; kept, not copied.</param>
    protected Tensor AddParameter(string name, Tensor initial) => Add(name, initial, trained: true);

    /// <summary>Adds a tensor that is saved but not trained by gradients (running statistics).</summary>
    /// <param name="name">Its name in this module.</param>
    /// <param name="initial">Its first value; kept, not copied.</param>
    protected Tensor AddBuffer(string name, Tensor initial) => Add(name, initial, trained: false);

    /// <summary>Adds a part; it dies with the module.</summary>
    /// <param name="name">Its name in this module.</param>
    /// <param name="part">The part.</param>
    protected T AddPart<T>(string name, T part)
        where T : Module
    {
        _parts.Add((name, part));
        return part;
    }

    private Tensor Add(string name, Tensor initial, bool trained)
    {
        ArgumentNullException.ThrowIfNull(initial);
        initial.Owned();
        initial.RequiresGradient = trained;
        _tensors.Add((name, initial, trained));
        return initial;
    }

    private IEnumerable<(string Name, Tensor Value)> Named(string prefix, bool trainedOnly)
    {
        foreach ((string name, Tensor tensor, bool trained) in _tensors)
        {
            if (trained || !trainedOnly)
                yield return (prefix + name, tensor);
        }

        foreach ((string name, Module part) in _parts)
        {
            foreach ((string Name, Tensor Value) inner in part.Named($"{prefix}{name}.", trainedOnly))
                yield return inner;
        }
    }
}
