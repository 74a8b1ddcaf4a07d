namespace PerturbSeg.Torch;

/// <content>Element-wise arithmetic with broadcasting.</content>
public sealed unsafe partial class Tensor
{
    private static readonly Operator AddTensor = Operator.Find("aten::add", "Tensor");
    private static readonly Operator AddScalar = Operator.Find("aten::add", "Scalar");
    private static readonly Operator SubtractTensor = Operator.Find("aten::sub", "Tensor");
    private static readonly Operator ReverseSubtract = Operator.Find("aten::rsub", "Scalar");
    private static readonly Operator MultiplyTensor = Operator.Find("aten::mul", "Tensor");
    private static readonly Operator MultiplyScalar = Operator.Find("aten::mul", "Scalar");
    private static readonly Operator DivideTensor = Operator.Find("aten::div", "Tensor");
    private static readonly Operator NegateOperator = Operator.Find("aten::neg");
    private static readonly Operator SquareRoot = Operator.Find("aten::sqrt");
    private static readonly Operator ReciprocalSquareRoot = Operator.Find("aten::rsqrt");
    private static readonly Operator ExpOperator = Operator.Find("aten::exp");
    private static readonly Operator LogOperator = Operator.Find("aten::log");
    private static readonly Operator AbsOperator = Operator.Find("aten::abs");
    private static readonly Operator RoundOperator = Operator.Find("aten::round");
    private static readonly Operator ClampOperator = Operator.Find("aten::clamp");
    private static readonly Operator MinimumOperator = Operator.Find("aten::minimum");
    private static readonly Operator MaximumOperator = Operator.Find("aten::maximum");
    private static readonly Operator GreaterScalar = Operator.Find("aten::gt", "Scalar");
    private static readonly Operator LessScalar = Operator.Find("aten::lt", "Scalar");
    private static readonly Operator WhereOperator = Operator.Find("aten::where", "self");
    private static readonly Operator AndOperator = Operator.Find("aten::logical_and");
    private static readonly Operator OrOperator = Operator.Find("aten::logical_or");
    private static readonly Operator IsFiniteOperator = Operator.Find("aten::isfinite");
    private static readonly Operator MatrixProduct = Operator.Find("aten::matmul");
    private static readonly Operator AddInPlace = Operator.Find("aten::add_", "Tensor");
    private static readonly Operator CopyInPlace = Operator.Find("aten::copy_");

#pragma warning disable CS1591, CA2225, SA1600 // Operators say what they do; named alternates would only repeat them.
    public static Tensor operator +(Tensor left, Tensor right) => AddTensor.Call(left, right);

    public static Tensor operator +(Tensor left, double right) => AddScalar.Call(left, right);

    public static Tensor operator +(Tensor left, long right) => AddScalar.Call(left, right);

    public static Tensor operator +(double left, Tensor right) => AddScalar.Call(right, left);

    public static Tensor operator -(Tensor left, Tensor right) => SubtractTensor.Call(left, right);

    public static Tensor operator -(Tensor left, double right) => AddScalar.Call(left, -right);

    public static Tensor operator -(double left, Tensor right) => ReverseSubtract.Call(right, left);

    public static Tensor operator -(Tensor value) => NegateOperator.Call(value);

    public static Tensor operator *(Tensor left, Tensor right) => MultiplyTensor.Call(left, right);

    public static Tensor operator *(Tensor left, double right) => MultiplyScalar.Call(left, right);

    public static Tensor operator *(Tensor left, long right) => MultiplyScalar.Call(left, right);

    public static Tensor operator *(double left, Tensor right) => MultiplyScalar.Call(right, left);

    public static Tensor operator /(Tensor left, Tensor right) => DivideTensor.Call(left, right);

    public static Tensor operator /(Tensor left, double right) => MultiplyScalar.Call(left, 1 / right);

    public static Tensor operator >(Tensor left, double right) => GreaterScalar.Call(left, right);

    public static Tensor operator <(Tensor left, double right) => LessScalar.Call(left, right);
#pragma warning restore CS1591, CA2225, SA1600

    /// <summary>Picks from <paramref name="yes"/> where <paramref name="condition"/> is true, else from <paramref name="no"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor yes, Tensor no) => WhereOperator.Call(condition, yes, no);

    /// <summary>The smaller of two, element by element.</summary>
    public static Tensor Minimum(Tensor left, Tensor right) => MinimumOperator.Call(left, right);

    /// <summary>The larger of two, element by element.</summary>
    public static Tensor Maximum(Tensor left, Tensor right) => MaximumOperator.Call(left, right);

    /// <summary>Matrix product over the last two dimensions: [..., M, K] and [..., K, N] give [..., M, N].</summary>
    public Tensor MatMul(Tensor other) => MatrixProduct.Call(this, other);

    /// <summary>Each element times itself.</summary>
    public Tensor Square() => this * this;

    /// <summary>√x.</summary>
    public Tensor Sqrt() => SquareRoot.Call(this);

    /// <summary>1 / √x.</summary>
    public Tensor Rsqrt() => ReciprocalSquareRoot.Call(this);

    /// <summary>eˣ.</summary>
    public Tensor Exp() => ExpOperator.Call(this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => LogOperator.Call(this);

    /// <summary>|x|.</summary>
    public Tensor Abs() => AbsOperator.Call(this);

    /// <summary>The nearest whole number, halves to even.</summary>
    public Tensor Round() => RoundOperator.Call(this);

    /// <summary>Limits each element; the gradient is zero outside.</summary>
    public Tensor Clamp(double low, double high) => ClampOperator.Call(this, low, high);

    /// <summary>Element-wise and of truth values.</summary>
    public Tensor And(Tensor other) => AndOperator.Call(this, other);

    /// <summary>Element-wise or of truth values.</summary>
    public Tensor Or(Tensor other) => OrOperator.Call(this, other);

    /// <summary>True where the element is neither infinite nor NaN.</summary>
    public Tensor IsFinite() => IsFiniteOperator.Call(this);

    /// <summary>Adds to the elements in place, converted and broadcast.</summary>
    public void Add(Tensor term) => AddInPlace.Run(this, term);

    /// <summary>Overwrites the elements in place with those of <paramref name="source"/>, converted and broadcast; the memory order stays.</summary>
    public void CopyFrom(Tensor source) => CopyInPlace.Run(this, source);
}
