using PerturbSeg.Web.Hosting;

namespace PerturbSeg.Web.Runs;

/// <summary>The runs that are served, by name.</summary>
internal sealed class ServedRuns : IDisposable
{
    private readonly ServedRun[] _runs;

    /// <summary>Opens run folders.</summary>
    /// <param name="folders">At least one.</param>
    /// <exception cref="UserErrorException">One is no run folder.</exception>
    public ServedRuns(IReadOnlyList<string> folders) => _runs = [.. folders.Select(folder => new ServedRun(folder))];

    /// <summary>All of them, in the order given.</summary>
    public IReadOnlyList<ServedRun> All => _runs;

    /// <summary>A run by its name; without one the first.</summary>
    /// <param name="name">As a request names it.</param>
    /// <exception cref="ProblemException">There is none of that name.</exception>
    public ServedRun this[string? name] => name is null
        ? _runs[0]
        : _runs.FirstOrDefault(run => run.Name == name) ?? throw new ProblemException(404, $"There is no run '{name}' here: name one of {string.Join(", ", _runs.Select(run => run.Name))}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ServedRun run in _runs)
            run.Dispose();
    }
}
