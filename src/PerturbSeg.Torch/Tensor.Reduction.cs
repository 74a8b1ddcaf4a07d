namespace PerturbSeg.Torch;

/// <content>Sums, means and extremes.</content>
public sealed unsafe partial class Tensor
{
    private static readonly Operator SumAll = Operator.Find("aten::sum");
    private static readonly Operator SumOver = Operator.Find("aten::sum", "dim_IntList");
    private static readonly Operator MeanAll = Operator.Find("aten::mean");
    private static readonly Operator MeanOver = Operator.Find("aten::mean", "dim");
    private static readonly Operator SmallestOver = Operator.Find("aten::amin");
    private static readonly Operator LargestOver = Operator.Find("aten::amax");
    private static readonly Operator AllOperator = Operator.Find("aten::all");

    /// <summary>The sum of all elements: [].</summary>
    public Tensor Sum() => SumAll.Call(this);

    /// <summary>Sums over dimensions.</summary>
    public Tensor Sum(long[] dimensions, bool keep = false) => SumOver.Call(this, dimensions, keep);

    /// <summary>The mean of all elements: [].</summary>
    public Tensor Mean() => MeanAll.Call(this);

    /// <summary>Means over dimensions.</summary>
    public Tensor Mean(long[] dimensions, bool keep = false) => MeanOver.Call(this, dimensions, keep);

    /// <summary>Smallest elements over dimensions.</summary>
    public Tensor Smallest(long[] dimensions, bool keep = false) => SmallestOver.Call(this, dimensions, keep);

    /// <summary>Largest elements over dimensions.</summary>
    public Tensor Largest(long[] dimensions, bool keep = false) => LargestOver.Call(this, dimensions, keep);

    /// <summary>Whether every element is true: [].</summary>
    public Tensor All() => AllOperator.Call(this);
}
