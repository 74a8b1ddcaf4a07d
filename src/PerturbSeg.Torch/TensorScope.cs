namespace PerturbSeg.Torch;

/// <summary>
/// Frees the tensors made on this thread while it is open, when it closes. Scopes nest; open one per training step.
/// A tensor that must survive is moved out by name with <see cref="MoveOut"/>.
/// </summary>
/// <remarks>The garbage collector cannot see native memory, so waiting for finalizers would let it grow without bound.</remarks>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? s_current;

    private readonly TensorScope? _parent;
    private readonly List<Tensor?> _tensors = [];
    private bool _closed;

    /// <summary>Opens a scope on this thread.</summary>
    public TensorScope()
    {
        _parent = s_current;
        s_current = this;
    }

    /// <summary>Gives a tensor to the enclosing scope, or, outside any, to the caller, who then disposes it.</summary>
    /// <param name="tensor">A tensor made in this scope.</param>
    /// <returns>The same tensor.</returns>
    public Tensor MoveOut(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Forget(tensor);
        _parent?.Add(tensor);
        return tensor;
    }

    /// <summary>Frees every tensor still in the scope. Scopes close in the reverse order of their opening.</summary>
    /// <exception cref="InvalidOperationException">A scope opened later is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (_closed)
            return;
        if (s_current != this)
            throw new InvalidOperationException("A tensor scope must close after the scopes opened inside it, on its own thread.");
        _closed = true;
        s_current = _parent;
        foreach (Tensor? tensor in _tensors)
        {
            if (tensor is not null)
            {
                tensor.Scope = null;
                tensor.Dispose();
            }
        }
    }

    /// <summary>Puts a new tensor under the innermost open scope of this thread, if there is one.</summary>
    internal static void Register(Tensor tensor) => s_current?.Add(tensor);

    /// <summary>Takes a tensor out of whatever scope holds it.</summary>
    internal static void Forget(Tensor tensor)
    {
        if (tensor.Scope is { } scope)
        {
            scope._tensors[tensor.ScopeIndex] = null;
            tensor.Scope = null;
        }
    }

    private void Add(Tensor tensor)
    {
        tensor.Scope = this;
        tensor.ScopeIndex = _tensors.Count;
        _tensors.Add(tensor);
    }
}
