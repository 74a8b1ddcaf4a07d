namespace PerturbSeg.Torch.Optimizers;

/// <summary>Adam (Kingma and Ba, ICLR 2015), with bias correction.</summary>
public sealed class Adam : IDisposable
{
    private const double Epsilon = 1e-8;
    private static readonly Operator Scale = Operator.Find("aten::_foreach_mul_", "Scalar");
    private static readonly Operator AddScaled = Operator.Find("aten::_foreach_add_", "List");
    private static readonly Operator AddProduct = Operator.Find("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator AddQuotient = Operator.Find("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Operator Roots = Operator.Find("aten::_foreach_sqrt");
    private static readonly Operator Shift = Operator.Find("aten::_foreach_add_", "Scalar");
    private readonly string[] names;
    private readonly Tensor[] parameters;
    private readonly Tensor[] means;
    private readonly Tensor[] squares;
    private readonly double beta1;
    private readonly double beta2;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="parameters">What to train, with the names that the state is saved under.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="beta1">Decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean of squared gradients, in [0, 1).</param>
    public Adam(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999)
    {
        (string Name, Tensor Value)[] named = [.. parameters];
        names = [.. named.Select(parameter => parameter.Name)];
        this.parameters = [.. named.Select(parameter => parameter.Value)];
        means = [.. this.parameters.Select(parameter => Tensor.ZerosLike(parameter).Owned())];
        squares = [.. this.parameters.Select(parameter => Tensor.ZerosLike(parameter).Owned())];
        LearningRate = learningRate;
        this.beta1 = beta1;
        this.beta2 = beta2;
    }

    /// <summary>The trained tensors, in the order that <see cref="Step"/> wants their gradients.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters;

    /// <summary>Step size of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>The running means, to save and to load in place.</summary>
    public IEnumerable<(string Name, Tensor Value)> State
        => names.Zip(means, (name, value) => ($"{name}.mean", value)).Concat(names.Zip(squares, (name, value) => ($"{name}.square", value)));

    /// <summary>Moves the parameters by one step.</summary>
    /// <param name="gradients">One for each parameter, in order.</param>
    public void Step(Tensor[] gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Steps++;
        Scale.Run(means, beta1);
        AddScaled.Run(means, gradients, 1 - beta1);
        Scale.Run(squares, beta2);
        AddProduct.Run(squares, gradients, gradients, 1 - beta2);
        double meanCorrection = 1 - Math.Pow(beta1, Steps);
        double squareCorrection = Math.Sqrt(1 - Math.Pow(beta2, Steps));
        Tensor[] roots = Roots.CallMany(squares.Length, squares);
        Scale.Run(roots, 1 / squareCorrection);
        Shift.Run(roots, Epsilon);
        AddQuotient.Run(parameters, means, roots, -LearningRate / meanCorrection);
    }

    /// <summary>Frees the running means; the parameters belong to their module.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in means.Concat(squares))
            tensor.Dispose();
    }
}
