namespace PerturbSeg.Training.Logs;

/// <summary>Means of the steps' scalars from one line of the log to the next.</summary>
public sealed class ScalarMeans
{
    private readonly double[] _sums = new double[StepScalars.Count];

    /// <summary>Steps added since the last <see cref="Take"/>.</summary>
    public long Steps { get; private set; }

    /// <summary>Sums of the figures over those steps.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Adds a step.</summary>
    public void Add(StepScalars scalars)
    {
        IReadOnlyList<(string Name, double Value)> values = scalars.Values;
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += values[i].Value;
        Steps++;
    }

    /// <summary>The means over the steps added; begins anew.</summary>
    public StepScalars Take()
    {
        Span<double> means = stackalloc double[StepScalars.Count];
        for (int i = 0; i < means.Length; i++)
            means[i] = Steps == 0 ? 0 : _sums[i] / Steps;
        Restore(stackalloc double[StepScalars.Count], 0);
        return StepScalars.From(means);
    }

    /// <summary>Continues from saved sums.</summary>
    /// <param name="sums"><see cref="StepScalars.Count"/> sums; what an older training did not measure is missing at the end and begins at 0.</param>
    /// <param name="steps">Steps they are over.</param>
    public void Restore(ReadOnlySpan<double> sums, long steps)
    {
        Array.Clear(_sums);
        sums.CopyTo(_sums);
        Steps = steps;
    }
}
