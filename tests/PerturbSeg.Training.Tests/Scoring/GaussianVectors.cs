using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

/// <summary>Vectors drawn from normal distributions, without any network.</summary>
internal static class GaussianVectors
{
    public const string Features = "gaussian";

    /// <summary>count vectors, mean + mixing · normal: their covariance is mixing · mixingᵀ.</summary>
    public static FeatureVectors Draw(int seed, int count, double[] mean, double[,] mixing)
    {
        var random = new Random(seed);
        int dimensions = mean.Length;
        float[] values = new float[count * dimensions];
        double[] normal = new double[dimensions];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < dimensions; k++)
                normal[k] = Normal(random);
            for (int row = 0; row < dimensions; row++)
            {
                double value = mean[row];
                for (int k = 0; k < dimensions; k++)
                    value += mixing[row, k] * normal[k];
                values[(i * dimensions) + row] = (float)value;
            }
        }

        return new FeatureVectors(Features, dimensions, values);
    }

    /// <summary>Independent coordinates of one mean and unit deviation.</summary>
    public static FeatureVectors Draw(int seed, int count, int dimensions, double mean = 0)
    {
        double[,] unit = new double[dimensions, dimensions];
        for (int i = 0; i < dimensions; i++)
            unit[i, i] = 1;
        return Draw(seed, count, [.. Enumerable.Repeat(mean, dimensions)], unit);
    }

    /// <summary>Box and Muller's draw.</summary>
    public static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
