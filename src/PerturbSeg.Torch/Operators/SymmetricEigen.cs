using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch.Operators;

/// <summary>Eigenvalues of real symmetric matrices; the lower triangle is read.</summary>
public static class SymmetricEigen
{
    /// <summary>A = V diag(λ) Vᵀ.</summary>
    /// <param name="matrix">A, [D, D].</param>
    /// <returns>λ, [D], ascending, and V, [D, D], an eigenvector a column.</returns>
    public static (Tensor Values, Tensor Vectors) Decompose(Tensor matrix)
        => Call.Pair(matrix, symmetric => torch.linalg.eigh(symmetric));

    /// <summary>The eigenvalues alone, [D], ascending.</summary>
    /// <param name="matrix">[D, D].</param>
    public static Tensor Values(Tensor matrix) => Call.Of(matrix, symmetric => torch.linalg.eigvalsh(symmetric));
}
