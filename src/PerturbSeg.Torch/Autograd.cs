using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>Derivatives.</summary>
public static class Autograd
{
    /// <summary>The gradient of a scalar (or of the sum of a tensor's elements) for each input.</summary>
    /// <param name="output">One element; for more, sum first.</param>
    /// <param name="inputs">Leaves that require gradients, or tensors on the way.</param>
    /// <param name="createGraph">Keeps the graph, so that the gradients can be differentiated again (for R1 and its like).</param>
    /// <returns>One gradient for each input, shaped like it; zeros for an input that took no part.</returns>
    /// <exception cref="ObjectDisposedException">The output or an input was freed.</exception>
    /// <remarks>What TorchSharp holds as the inputs' own <c>grad</c> stays as it is.</remarks>
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
        Tensor[] leaves = [.. inputs];
        return Call.Run(nameof(Gradients), [output, .. leaves], () => Differentiate(output.Inner, [.. leaves.Select(leaf => leaf.Inner)], createGraph));
    }

    /// <summary>Stops the recording of operations on this thread until disposed.</summary>
    public static Mode NoGradient() => new(enabled: false);

    /// <summary>Starts the recording of operations on this thread until disposed, inside a stretch without.</summary>
    public static Mode WithGradient() => new(enabled: true);

    // Not autograd.grad: what libtorch refuses there ends the process. Here the gradients come by way of the inputs' own, which are put aside.
    private static Tensor?[] Differentiate(TorchTensor output, TorchTensor[] inputs, bool createGraph)
    {
        TorchTensor?[] kept = [.. inputs.Select(input => input.is_leaf ? Gradient(input) : null)];
        try
        {
            foreach (TorchTensor input in inputs)
                input.grad = null;
            torch.autograd.backward([output], null, retain_graph: createGraph, create_graph: createGraph, inputs: inputs);
            return [.. inputs.Select(Gradient).Select(gradient => gradient is null ? null : new Tensor(gradient))];
        }
        finally
        {
            foreach ((TorchTensor input, TorchTensor? own) in inputs.Zip(kept))
            {
                input.grad = own;
                own?.Dispose();
            }
        }
    }

    private static TorchTensor? Gradient(TorchTensor tensor) => tensor.grad is { IsInvalid: false } gradient ? gradient : null;

    /// <summary>A stretch of code with recording on or off; restores what was before.</summary>
    public readonly ref struct Mode
    {
        private readonly IDisposable _stretch;

        internal Mode(bool enabled)
        {
            TorchLoader.Load();
            _stretch = enabled ? torch.enable_grad() : torch.no_grad();
        }

        /// <summary>Restores what was before.</summary>
        public void Dispose() => _stretch.Dispose();
    }
}
