namespace PerturbSeg.Torch.Operators;

/// <summary>Eigenvalues of real symmetric matrices; the lower triangle is read.</summary>
public static class SymmetricEigen
{
    private static readonly Operator Full = Operator.Find("aten::linalg_eigh");
    private static readonly Operator ValuesOnly = Operator.Find("aten::linalg_eigvalsh");

    /// <summary>A = V diag(λ) Vᵀ.</summary>
    /// <param name="matrix">A, [D, D].</param>
    /// <returns>λ, [D], ascending, and V, [D, D], an eigenvector a column.</returns>
    public static (Tensor Values, Tensor Vectors) Decompose(Tensor matrix)
        => Full.CallMany(2, matrix) is [var values, var vectors] ? (values, vectors) : throw new TorchException("linalg_eigh returned no pair.");

    /// <summary>The eigenvalues alone, [D], ascending.</summary>
    /// <param name="matrix">[D, D].</param>
    public static Tensor Values(Tensor matrix) => ValuesOnly.Call(matrix);
}
