namespace PerturbSeg.Torch;

/// <content>Tensors from nothing but a shape.</content>
public sealed unsafe partial class Tensor
{
    private static readonly Operator FullOperator = Operator.Find("aten::full");
    private static readonly Operator ZerosLikeOperator = Operator.Find("aten::zeros_like");
    private static readonly Operator ArangeOperator = Operator.Find("aten::arange", "start_step");
    private static readonly Operator NormalOperator = Operator.Find("aten::randn", "generator");
    private static readonly Operator UniformOperator = Operator.Find("aten::rand", "generator");
    private static readonly Operator IntegersOperator = Operator.Find("aten::randint", "low_generator");

    /// <summary>One value everywhere.</summary>
    public static Tensor Full(long[] shape, double value, Device device = default, ScalarType type = ScalarType.Float32)
        => FullOperator.Call(shape, value, type, Argument.None, device);

    /// <summary>Zeros everywhere.</summary>
    public static Tensor Zeros(long[] shape, Device device = default, ScalarType type = ScalarType.Float32)
        => Full(shape, 0, device, type);

    /// <summary>Zeros of the shape, type and device of another tensor.</summary>
    public static Tensor ZerosLike(Tensor other) => ZerosLikeOperator.Call(other);

    /// <summary>start, start + step, … below end: [(end − start) / step].</summary>
    public static Tensor Range(double start, double end, double step = 1, Device device = default, ScalarType type = ScalarType.Float32)
        => ArangeOperator.Call(start, end, step, type, Argument.None, device);

    /// <summary>Independent draws of the standard normal distribution.</summary>
    public static Tensor Normal(RandomGenerator random, params long[] shape)
        => NormalOperator.Call(shape, random, ScalarType.Float32, Argument.None, random.Device);

    /// <summary>Independent draws, uniform in [0, 1).</summary>
    public static Tensor Uniform(RandomGenerator random, params long[] shape)
        => UniformOperator.Call(shape, random, ScalarType.Float32, Argument.None, random.Device);

    /// <summary>Independent whole numbers, uniform in [low, high), as <see cref="ScalarType.Int64"/>.</summary>
    public static Tensor Integers(RandomGenerator random, long low, long high, params long[] shape)
        => IntegersOperator.Call(low, high, shape, random, ScalarType.Int64, Argument.None, random.Device);
}
