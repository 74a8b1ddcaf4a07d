using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch;

/// <summary>Derivatives.</summary>
public static unsafe class Autograd
{
    /// <summary>The gradient of a scalar (or of the sum of a tensor's elements) for each input.</summary>
    /// <param name="output">One element; for more, sum first.</param>
    /// <param name="inputs">Leaves that require gradients, or tensors on the way.</param>
    /// <param name="createGraph">Keeps the graph, so that the gradients can be differentiated again (for R1 and its like).</param>
    /// <returns>One gradient for each input, shaped like it; zeros for an input that took no part.</returns>
    /// <exception cref="ObjectDisposedException">The output or an input was freed.</exception>
    public static Tensor[] Gradients(Tensor output, IReadOnlyList<Tensor> inputs, bool createGraph = false)
        => [.. GradientsWhereUsed(output, inputs, createGraph).Zip(inputs, (gradient, input) => gradient ?? Tensor.ZerosLike(input))];

    /// <summary>Like <see cref="Gradients"/>, with null for an input that took no part.</summary>
    /// <param name="output">One element; for more, sum first.</param>
    /// <param name="inputs">Leaves that require gradients, or tensors on the way.</param>
    /// <param name="createGraph">Keeps the graph, so that the gradients can be differentiated again.</param>
    /// <exception cref="ObjectDisposedException">The output or an input was freed.</exception>
    public static Tensor?[] GradientsWhereUsed(Tensor output, IReadOnlyList<Tensor> inputs, bool createGraph = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        nint* leaves = stackalloc nint[inputs.Count];
        nint* results = stackalloc nint[inputs.Count];
        for (int i = 0; i < inputs.Count; i++)
            leaves[i] = Native(inputs[i]);
        nint root = Native(output);
        int status = TorchLibrary.Gradients(&root, 1, leaves, inputs.Count, createGraph ? 1 : 0, results);
        GC.KeepAlive(inputs);
        GC.KeepAlive(output);
        NativeStatus.Check(status, "gradients", output.ToString);
        var gradients = new Tensor?[inputs.Count];
        for (int i = 0; i < gradients.Length; i++)
            gradients[i] = results[i] == nint.Zero ? null : new Tensor(results[i]);
        return gradients;
    }

    /// <summary>Stops the recording of operations on this thread until disposed.</summary>
    public static Mode NoGradient() => new(enabled: false);

    /// <summary>Starts the recording of operations on this thread until disposed, inside a stretch without.</summary>
    public static Mode WithGradient() => new(enabled: true);

    private static nint Native(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(tensor.Handle.IsClosed, tensor);
        return tensor.Handle.DangerousGetHandle();
    }

    /// <summary>A stretch of code with recording on or off; restores what was before.</summary>
    public readonly ref struct Mode
    {
        private readonly int before;

        internal Mode(bool enabled) => before = TorchLibrary.SetGradEnabled(enabled ? 1 : 0);

        /// <summary>Restores what was before.</summary>
        public void Dispose() => _ = TorchLibrary.SetGradEnabled(before);
    }
}
