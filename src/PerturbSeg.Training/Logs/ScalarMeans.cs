using System.Globalization;

namespace PerturbSeg.Training.Logs;

/// <summary>Means of the steps' scalars from one line of the log to the next; of terms, over the steps that computed them.</summary>
public sealed class ScalarMeans
{
    private readonly double[] _sums = new double[StepScalars.Count];
    private readonly OrderedDictionary<string, (double Sum, long Steps)> _terms = [];

    /// <summary>Steps added since the last <see cref="Take"/>.</summary>
    public long Steps { get; private set; }

    /// <summary>Sums of the figures over those steps, those of the terms last.</summary>
    public double[] Sums => [.. _sums, .. _terms.Values.Select(term => term.Sum)];

    /// <summary>The terms in the order of their sums, each with its steps: <c>mask/size_loss 12 path_length/loss 3</c>.</summary>
    public string Terms => string.Join(' ', _terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Key} {term.Value.Steps}")));

    /// <summary>Adds a step.</summary>
    public void Add(StepScalars scalars)
    {
        IReadOnlyList<(string Name, double Value)> values = scalars.Values;
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += values[i].Value;
        foreach ((string name, double value) in values.Skip(_sums.Length))
        {
            (double sum, long steps) = _terms.GetValueOrDefault(name);
            _terms[name] = (sum + value, steps + 1);
        }

        Steps++;
    }

    /// <summary>The means over the steps added; begins anew.</summary>
    public StepScalars Take()
    {
        var means = StepScalars.From(
            [.. _sums.Select(sum => Steps == 0 ? 0 : sum / Steps)], [.. _terms.Select(term => (term.Key, term.Value.Sum / term.Value.Steps))]);
        Clear();
        return means;
    }

    /// <summary>Continues from what was saved.</summary>
    /// <param name="sums"><see cref="Sums"/>.</param>
    /// <param name="terms"><see cref="Terms"/>.</param>
    /// <param name="steps"><see cref="Steps"/>.</param>
    /// <returns>Whether they belong together; else nothing is there.</returns>
    public bool Restore(ReadOnlySpan<double> sums, string terms, long steps)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Clear();
        string[] words = terms.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (steps < 0 || words.Length % 2 != 0 || sums.Length != StepScalars.Count + (words.Length / 2))
            return false;
        for (int i = 0; i < words.Length; i += 2)
        {
            if (!long.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long times) || times < 1 || times > steps
                || !_terms.TryAdd(words[i], (sums[StepScalars.Count + (i / 2)], times)))
            {
                Clear();
                return false;
            }
        }

        sums[..StepScalars.Count].CopyTo(_sums);
        Steps = steps;
        return true;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        _terms.Clear();
        Steps = 0;
    }
}
