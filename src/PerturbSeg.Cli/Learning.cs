using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Cli;

/// <summary>One call of <c>learn</c> in its folder, which has one writer at a time: runs commands, says each, and keeps the journal.</summary>
internal sealed class Learning : IDisposable
{
    // A training that was killed or stopped at its end is run a moment longer, so that it decides whether its split is right.
    private const double LeastMinutes = 0.02;

    /// <summary>The packed photos and the run, by their names in the folder.</summary>
    public const string PhotosName = "photos.safetensors", RunName = "run";

    private readonly FolderLock _writing;
    private readonly bool _showsTraces;
    private readonly InvocationConfiguration _console;
    private readonly CancellationToken _cancellation;

    /// <summary>Begins, or goes on with what the folder holds.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="asked">What is asked for; the same as the folder was begun with.</param>
    /// <param name="showsTraces">Whether the commands show where an error came from.</param>
    /// <param name="console">Where commands write to.</param>
    /// <param name="cancellation">Ends it between commands; these listen to the same signals.</param>
    /// <exception cref="UserErrorException">The folder was begun with something else, or another process writes it.</exception>
    public Learning(string folder, LearnJournal asked, bool showsTraces, InvocationConfiguration console, CancellationToken cancellation)
    {
        (Folder, _showsTraces, _console, _cancellation) = (folder, showsTraces, console, cancellation);
        _writing = FolderLock.Take(folder);
        try
        {
            Journal = Begin(folder, asked).AfterKill(folder);
        }
        catch
        {
            _writing.Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What is known of this call and earlier ones; every change is written.</summary>
    public LearnJournal Journal
    {
        get;
        set => field = value.Save(Folder);
    }

    /// <summary>A file or folder in the folder.</summary>
    /// <param name="name">Its name.</param>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">Its name and arguments.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It was ended before.</exception>
    public Task<int> Run(params string[] arguments)
    {
        _cancellation.ThrowIfCancellationRequested();
        _console.Error.WriteLine(ShellWords.Join(arguments.Prepend("perturbseg")));
        return CommandLine.RunAsync(_showsTraces ? [.. arguments, CommandLine.DebugOption] : arguments, _console.Output, _console.Error);
    }

    /// <summary>Trains for what is left of a time; all calls together.</summary>
    /// <param name="name">The name of the run folder.</param>
    /// <param name="data">The packed set.</param>
    /// <param name="minutes">The time.</param>
    /// <param name="threads">The option for threads.</param>
    /// <param name="beginning">The options that a run begins with.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was ended; the run has a checkpoint.</exception>
    public async Task<int> Train(string name, string data, double minutes, string[] threads, string[] beginning)
    {
        string run = At(name);
        if (Directory.Exists(run))
        {
            using var writing = FolderLock.Take(run); // not under a training that somebody began by hand
            new AttemptFolders(run).Mend();
        }

        if (!RunFolder.IsIn(run) || (Left() <= 0 && !RunFolder.Open(run).HasCheckpoint))
            Journal = Journal.With(name, default); // begun anew, or killed before its first checkpoint
        if (Left() <= 0 && !Journal.TimeOf(name).IsUndecided)
            return ExitCode.Done;
        string time = Math.Max(Left(), LeastMinutes).ToString(CultureInfo.InvariantCulture);
        DateTime began = DateTime.UtcNow;
        var clock = Stopwatch.StartNew(); // stands still while the machine sleeps
        Journal = Journal.With(name, Journal.TimeOf(name) with { Since = began });
        int exit = await Run(["train", "--data", data, "--out", run, "--minutes", time, .. RunFolder.IsIn(run) ? ["--resume"] : beginning, .. threads]);
        Journal = Journal.With(name, Journal.TimeOf(name).Ended(began + clock.Elapsed) with { IsUndecided = exit != ExitCode.Done || _cancellation.IsCancellationRequested });
        _cancellation.ThrowIfCancellationRequested(); // a training that is stopped ends well
        return exit;

        double Left() => minutes - (Journal.TimeOf(name).Seconds / 60);
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private static LearnJournal Begin(string folder, LearnJournal asked)
    {
        LearnJournal? begun = LearnJournal.Read(folder);
        if (begun is not null && !RunFolder.IsIn(Path.Combine(folder, RunName)) && !Directory.Exists(Path.Combine(folder, RunName, AttemptFolders.Name)))
        {
            // Nothing came of it yet but packed photos, maybe: what is asked for may be corrected.
            bool isPacked = File.Exists(Path.Combine(folder, PhotosName)), isOfThem = begun.Photos.SequenceEqual(asked.Photos) && begun.Resolution == asked.Resolution;
            begun = isPacked && !isOfThem ? begun : begun with { Photos = asked.Photos, Resolution = asked.Resolution, Given = asked.Given };
        }

        if (begun is not null && begun.AsOptions != asked.AsOptions)
            throw new UserErrorException($"'{folder}' was begun with {begun.AsOptions}, and not with {asked.AsOptions}: name the same to go on, or choose another folder with --out.");
        return begun ?? asked;
    }
}
