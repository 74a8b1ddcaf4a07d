using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests.Operators;

public sealed class SymmetricEigenTests
{
    // [[2, 1], [1, 2]] has 1 along (1, −1) and 3 along (1, 1).
    [Fact]
    public void Eigenvalues_ascend_and_each_belongs_to_its_column()
    {
        using var scope = new TensorScope();
        Tensor matrix = Tensor.From<double>([2, 1, 1, 2], [2, 2]);
        (Tensor values, Tensor vectors) = SymmetricEigen.Decompose(matrix);
        values.ShouldBeNear([1, 3], 1e-14);
        SymmetricEigen.Values(matrix).ShouldBeNear([1, 3], 1e-14);
        matrix.MatMul(vectors).ShouldBeNear(vectors * values, 1e-14);
    }
}
