using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch.Optimizers;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015), with bias correction. A parameter that took no part in a step stays as it is, and so do its means:
/// layers that join later begin with the correction of a first step.
/// </summary>
public sealed class Adam : IDisposable
{
    private const double Epsilon = 1e-8;
    private readonly string[] _names;
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly double _beta1;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="parameters">What to train, with the names that the state is saved under.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="beta1">Decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean of squared gradients, in [0, 1).</param>
    public Adam(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999)
    {
        (string Name, Tensor Value)[] named = [.. parameters];
        _names = [.. named.Select(parameter => parameter.Name)];
        _parameters = [.. named.Select(parameter => parameter.Value)];
        _means = [.. _parameters.Select(parameter => Tensor.ZerosLike(parameter).Owned())];
        _squares = [.. _parameters.Select(parameter => Tensor.ZerosLike(parameter).Owned())];
        StepCounts = new long[_parameters.Length];
        LearningRate = learningRate;
        _beta1 = beta1;
        Beta2 = beta2;
    }

    /// <summary>The trained tensors, in the order that <see cref="Step"/> wants their gradients.</summary>
    public IReadOnlyList<Tensor> Parameters => _parameters;

    /// <summary>Step size of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Decay of the mean of squared gradients, in [0, 1). The correction of the first steps takes it for that of all steps: where it rises late, updates are smaller for a while.</summary>
    public double Beta2 { get; set; }

    /// <summary>Steps that each parameter took part in, to save and to load in place.</summary>
    public long[] StepCounts { get; }

    /// <summary>The running means, to save and to load in place.</summary>
    public IEnumerable<(string Name, Tensor Value)> State
        => _names.Zip(_means, (name, value) => ($"{name}.mean", value)).Concat(_names.Zip(_squares, (name, value) => ($"{name}.square", value)));

    /// <summary>Moves the parameters by one step.</summary>
    /// <param name="gradients">One for each parameter, in order; null for one that took no part.</param>
    public void Step(IReadOnlyList<Tensor?> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using Autograd.Mode recording = Autograd.NoGradient();
        Call.Run(nameof(Step), [], () =>
        {
            using Scalar keptMean = _beta1, newMean = 1 - _beta1, keptSquare = Beta2, newSquare = 1 - Beta2, epsilon = Epsilon;
            for (int i = 0; i < _parameters.Length; i++)
            {
                if (gradients[i] is not { } gradient)
                    continue;
                long steps = ++StepCounts[i];
                using Scalar rootScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, steps)), move = -LearningRate / (1 - Math.Pow(_beta1, steps));
                TorchTensor slope = gradient.Inner, mean = _means[i].Inner, square = _squares[i].Inner;
                mean.mul_(keptMean).add_(slope, newMean);
                square.mul_(keptSquare).addcmul_(slope, slope, newSquare);
                using TorchTensor root = square.sqrt();
                root.mul_(rootScale).add_(epsilon, Call.One);
                _parameters[i].Inner.addcdiv_(mean, root, move);
            }
        });
    }

    /// <summary>Frees the running means; the parameters belong to their module.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _means.Concat(_squares))
            tensor.Dispose();
    }
}
