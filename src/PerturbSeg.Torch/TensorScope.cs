namespace PerturbSeg.Torch;

/// <summary>
/// Frees the tensors made on this thread while it is open, when it closes. Scopes nest; open one per training step.
/// A tensor that must survive is moved out by name with <see cref="MoveOut"/>.
/// </summary>
/// <remarks>The garbage collector cannot see native memory, so waiting for finalizers would let it grow without bound.</remarks>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? current;

    private readonly TensorScope? parent;
    private readonly List<Tensor?> tensors = [];
    private bool closed;

    /// <summary>Opens a scope on this thread.</summary>
    public TensorScope()
    {
        parent = current;
        current = this;
    }

    /// <summary>Gives a tensor to the enclosing scope, or, outside any, to the caller, who then disposes it.</summary>
    /// <param name="tensor">A tensor made in this scope.</param>
    /// <returns>The same tensor.</returns>
    public Tensor MoveOut(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Forget(tensor);
        parent?.Add(tensor);
        return tensor;
    }

    /// <summary>Frees every tensor still in the scope. Scopes close in the reverse order of their opening.</summary>
    /// <exception cref="InvalidOperationException">A scope opened later is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (closed)
            return;
        if (current != this)
            throw new InvalidOperationException("A tensor scope must close after the scopes opened inside it, on its own thread.");
        closed = true;
        current = parent;
        foreach (Tensor? tensor in tensors)
        {
            if (tensor is not null)
            {
                tensor.Scope = null;
                tensor.Dispose();
            }
        }
    }

    /// <summary>Puts a new tensor under the innermost open scope of this thread, if there is one.</summary>
    internal static void Register(Tensor tensor) => current?.Add(tensor);

    /// <summary>Takes a tensor out of whatever scope holds it.</summary>
    internal static void Forget(Tensor tensor)
    {
        if (tensor.Scope is { } scope)
        {
            scope.tensors[tensor.ScopeIndex] = null;
            tensor.Scope = null;
        }
    }

    private void Add(Tensor tensor)
    {
        tensor.Scope = this;
        tensor.ScopeIndex = tensors.Count;
        tensors.Add(tensor);
    }
}
