namespace PerturbSeg.Training.Tests.Scoring;

/// <summary>Square matrices in plain loops of doubles, row-major: what the metrics are compared with, and shares nothing with them.</summary>
internal static class PlainMatrix
{
    /// <summary>The square root by Denman and Beavers' iteration: Y ← (Y + Z⁻¹) / 2, Z ← (Z + Y⁻¹) / 2 from Y = A, Z = 1.</summary>
    /// <param name="matrix">Without eigenvalues on the negative real axis.</param>
    public static double[] Root(double[] matrix)
    {
        int side = Side(matrix);
        double[] y = [.. matrix], z = Unit(side);
        for (int i = 0; i < 60; i++)
        {
            double[] fromZ = Inverse(z), fromY = Inverse(y);
            y = [.. y.Zip(fromZ, (a, b) => (a + b) / 2)];
            z = [.. z.Zip(fromY, (a, b) => (a + b) / 2)];
        }

        return y;
    }

    public static double[] Product(double[] left, double[] right)
    {
        int side = Side(left);
        double[] product = new double[left.Length];
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
                for (int k = 0; k < side; k++)
                    product[(row * side) + column] += left[(row * side) + k] * right[(k * side) + column];
        return product;
    }

    public static double Trace(double[] matrix) => Enumerable.Range(0, Side(matrix)).Sum(i => matrix[i * (Side(matrix) + 1)]);

    /// <summary>M · Mᵀ.</summary>
    public static double[] Covariance(double[,] mixing)
    {
        int side = mixing.GetLength(0);
        double[] rows = [.. mixing.Cast<double>()], columns = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            columns[i] = mixing[i % side, i / side];
        return Product(rows, columns);
    }

    private static int Side(double[] matrix) => (int)Math.Round(Math.Sqrt(matrix.Length));

    private static double[] Unit(int side)
    {
        double[] unit = new double[side * side];
        for (int i = 0; i < side; i++)
            unit[i * (side + 1)] = 1;
        return unit;
    }

    // Gauss and Jordan's elimination with the largest pivot.
    private static double[] Inverse(double[] matrix)
    {
        int side = Side(matrix);
        double[] left = [.. matrix], right = Unit(side);
        for (int pivot = 0; pivot < side; pivot++)
        {
            int best = Enumerable.Range(pivot, side - pivot).MaxBy(row => Math.Abs(left[(row * side) + pivot]));
            for (int k = 0; k < side; k++)
            {
                (left[(pivot * side) + k], left[(best * side) + k]) = (left[(best * side) + k], left[(pivot * side) + k]);
                (right[(pivot * side) + k], right[(best * side) + k]) = (right[(best * side) + k], right[(pivot * side) + k]);
            }

            double scale = 1 / left[(pivot * side) + pivot];
            for (int k = 0; k < side; k++)
                (left[(pivot * side) + k], right[(pivot * side) + k]) = (left[(pivot * side) + k] * scale, right[(pivot * side) + k] * scale);
            foreach (int row in Enumerable.Range(0, side).Where(row => row != pivot))
            {
                double factor = left[(row * side) + pivot];
                for (int k = 0; k < side; k++)
                {
                    left[(row * side) + k] -= factor * left[(pivot * side) + k];
                    right[(row * side) + k] -= factor * right[(pivot * side) + k];
                }
            }
        }

        return right;
    }
}
