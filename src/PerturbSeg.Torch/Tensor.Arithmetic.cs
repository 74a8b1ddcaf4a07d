using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <content>Element-wise arithmetic with broadcasting.</content>
public sealed partial class Tensor
{
#pragma warning disable CS1591, CA2225, SA1600 // Operators say what they do; named alternates would only repeat them.
    public static Tensor operator +(Tensor left, Tensor right) => Call.Of(left, right, (x, y) => x.add(y, Call.One), "+");

    public static Tensor operator +(Tensor left, double right) => Call.Of(left, Call.Number(right), (x, number) => x.add(number, Call.One), "+");

    public static Tensor operator +(Tensor left, long right) => Call.Of(left, Call.Number(right), (x, number) => x.add(number, Call.One), "+");

    public static Tensor operator +(double left, Tensor right) => right + left;

    public static Tensor operator -(Tensor left, Tensor right) => Call.Of(left, right, (x, y) => x.sub(y), "-");

    public static Tensor operator -(Tensor left, double right) => left + -right;

    public static Tensor operator -(double left, Tensor right) => Call.Of(right, Call.Number(left), Minus, "-");

    public static Tensor operator -(Tensor value) => Call.Of(value, x => x.neg(), "-");

    public static Tensor operator *(Tensor left, Tensor right) => Call.Of(left, right, (x, y) => x.mul(y), "*");

    public static Tensor operator *(Tensor left, double right) => Call.Of(left, Call.Number(right), (x, number) => x.mul(number), "*");

    public static Tensor operator *(Tensor left, long right) => Call.Of(left, Call.Number(right), (x, number) => x.mul(number), "*");

    public static Tensor operator *(double left, Tensor right) => right * left;

    public static Tensor operator /(Tensor left, Tensor right) => Call.Of(left, right, (x, y) => x.div(y), "/");

    public static Tensor operator /(Tensor left, double right) => left * (1 / right);

    public static Tensor operator >(Tensor left, double right) => Call.Of(left, Call.Number(right), (x, number) => x.gt(number), ">");

    public static Tensor operator <(Tensor left, double right) => Call.Of(left, Call.Number(right), (x, number) => x.lt(number), "<");

    public static Tensor operator >=(Tensor left, Tensor right) => Call.Of(left, right, (x, y) => x.ge(y), ">=");

    public static Tensor operator <=(Tensor left, Tensor right) => Call.Of(left, right, (x, y) => x.le(y), "<=");
#pragma warning restore CS1591, CA2225, SA1600

    /// <summary>Picks from <paramref name="yes"/> where <paramref name="condition"/> is true, else from <paramref name="no"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor yes, Tensor no) => Call.Of(condition, yes, no, torch.where);

    /// <summary>The smaller of two, element by element.</summary>
    public static Tensor Minimum(Tensor left, Tensor right) => Call.Of(left, right, torch.minimum);

    /// <summary>The larger of two, element by element.</summary>
    public static Tensor Maximum(Tensor left, Tensor right) => Call.Of(left, right, torch.maximum);

    /// <summary>The angle in (−π, π] of the point (x, y).</summary>
    public static Tensor ArcTangent(Tensor y, Tensor x) => Call.Of(y, x, (up, right) => up.atan2(right));

    /// <summary>Matrix product over the last two dimensions: [..., M, K] and [K, N] give [..., M, N], as do [B, M, K] and [B, K, N].</summary>
    /// <exception cref="TorchException">The shapes are others.</exception>
    /// <remarks>In the type of the open <see cref="MixedPrecision"/>.</remarks>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var scope = new TensorScope();
        Tensor left = MixedPrecision.Narrow(this), right = MixedPrecision.Narrow(other);
        if (Shape.Length == 0)
            throw new TorchException($"{nameof(MatMul)}: {this} has no rows.");
        // Not libtorch's matmul, whose refusals end the process.
        if (Shape.Length == 3 && other.Shape.Length == 3)
            return scope.MoveOut(Call.Of(left, right, (x, y) => x.bmm(y)));
        Tensor rows = Shape.Length == 2 ? left : left.Reshape(-1, Shape[^1]);
        Tensor product = Call.Of(rows, right, (x, y) => x.mm(y));
        return scope.MoveOut(Shape.Length == 2 ? product : product.Reshape([.. Shape[..^1], other.Shape[^1]]));
    }

    /// <summary>This and the product of two others, element by element.</summary>
    public Tensor AddProduct(Tensor left, Tensor right) => Call.Of(this, left, right, (sum, x, y) => sum.addcmul(x, y, Call.One));

    /// <summary>Each element times itself.</summary>
    public Tensor Square() => this * this;

    /// <summary>√x.</summary>
    public Tensor Sqrt() => Call.Of(this, x => x.sqrt());

    /// <summary>1 / √x.</summary>
    public Tensor Rsqrt() => Call.Of(this, x => x.rsqrt());

    /// <summary>eˣ.</summary>
    public Tensor Exp() => Call.Of(this, x => x.exp());

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => Call.Of(this, x => x.log());

    /// <summary>The sine of an angle in radians.</summary>
    public Tensor Sin() => Call.Of(this, x => x.sin());

    /// <summary>The cosine of an angle in radians.</summary>
    public Tensor Cos() => Call.Of(this, x => x.cos());

    /// <summary>|x|.</summary>
    public Tensor Abs() => Call.Of(this, x => x.abs());

    /// <summary>The nearest whole number, halves to even.</summary>
    public Tensor Round() => Call.Of(this, x => x.round());

    /// <summary>What is left after division, with the sign of the divisor.</summary>
    public Tensor Remainder(long divisor) => Call.Of(this, Call.Number(divisor), (x, number) => x.remainder(number));

    /// <summary>Limits each element; the gradient is zero outside.</summary>
    public Tensor Clamp(double low, double high)
    {
        using Scalar most = Call.Number(high);
        return Call.Of(this, Call.Number(low), (x, least) => x.clamp(least, most));
    }

    /// <summary>True where the element is neither infinite nor NaN.</summary>
    public Tensor IsFinite() => Call.Of(this, x => x.isfinite());

    /// <summary>Whether no element of some tensors is infinite or not a number.</summary>
    public static bool AreFinite(IEnumerable<Tensor> tensors)
    {
        using var scope = new TensorScope();
        return Concatenate([.. tensors.Select(tensor => tensor.IsFinite().All().Reshape(1))], 0).All().Item() != 0;
    }

    /// <summary>Adds to the elements in place, converted and broadcast.</summary>
    public void Add(Tensor term) => Call.Run(nameof(Add), [this, term], () => Inner.add_(term.Inner, Call.One));

    /// <summary>Overwrites the elements in place with those of <paramref name="source"/>, converted and broadcast; the memory order stays.</summary>
    public void CopyFrom(Tensor source) => Call.Run(nameof(CopyFrom), [this, source], () => Inner.copy_(source.Inner));

    private static TorchTensor Minus(TorchTensor x, Scalar number)
    {
        using TorchTensor negative = x.neg();
        return negative.add(number, Call.One);
    }
}
