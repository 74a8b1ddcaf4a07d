using System.CommandLine;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The options that have several processes of this machine train together.</summary>
internal sealed class ReplicaOptions
{
    private readonly Option<int> _count = new("--replicas")
    {
        Description = "Train with so many processes of this machine, which share each batch and the threads; Open MPI's mpirun starts them. One is the fastest where processors share a core.",
        HelpName = "count",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _stopsAtEnd = new("--stop-at-end-of-input") { Hidden = true };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_count);
        command.Add(_stopsAtEnd);
    }

    /// <summary>Runs the command line as several processes where it asks for them, and in this one else.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="threads">Threads of all processes together.</param>
    /// <param name="train">Trains in this process.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserErrorException">The number is out of its range, or MPI has started processes already.</exception>
    public async Task<int> Run(ParseResult parsed, int threads, Func<CancellationToken, int> train, CancellationToken cancellation)
    {
        int count = parsed.GetValue(_count);
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (count is < 1 or > 1024)
            throw new UserErrorException($"{_count.Name} {count} is out of range: give 1 to 1024, such as 2.");
        if (count > 1 && MpiCollective.IsStarted)
            throw new UserErrorException($"{_count.Name} {count} starts processes, and MPI has started these already: leave it out, and give mpirun or srun the number.");
        if (count > 1 && LocalRanks.CanStart)
            return await LocalRanks.RunAsync(count, ArgumentsOfRank(parsed, Math.Max(1, threads / count)), parsed.InvocationConfiguration, cancellation);
        if (count > 1)
            error.WriteLine($"{_count.Name} {count} needs {LocalRanks.Missing}, which is not there: training with one process. Debian and Ubuntu have Open MPI's mpirun in openmpi-bin, and setsid in util-linux.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (parsed.GetValue(_stopsAtEnd) && MpiCollective.IsFirst)
            EndOfInput.Stops(stop);
        return train(stop.Token);
    }

    // The same for one of the processes: with its share of the threads, and stopped by the end of its input.
    private List<string> ArgumentsOfRank(ParseResult parsed, int threads)
    {
        var arguments = new List<string>();
        for (int i = 0; i < parsed.Tokens.Count; i++)
        {
            if (parsed.Tokens[i].Value == _count.Name || parsed.Tokens[i].Value == DeviceOption.ThreadsName)
                i++; // and its value
            else
                arguments.Add(parsed.Tokens[i].Value);
        }

        return [.. arguments, DeviceOption.ThreadsName, $"{threads}", _stopsAtEnd.Name];
    }
}
