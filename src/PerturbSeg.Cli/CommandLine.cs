using System.CommandLine;
using System.CommandLine.Invocation;
using PerturbSeg.Cli.Verbs;
using PerturbSeg.Files;
using PerturbSeg.Torch;

namespace PerturbSeg.Cli;

/// <summary>The command line as a whole: its verbs, its errors and its exit codes.</summary>
internal static class CommandLine
{
    /// <summary>The line after what fails unexpectedly.</summary>
    public const string DebugHint = $"Run it again with {DebugOption} to see where.";

    /// <summary>The option of all verbs that shows where an error came from.</summary>
    public const string DebugOption = "--debug";

    private const string DebugVariable = "PERTURBSEG_DEBUG";

    // Not static options shared by tests: a command tree is cheap, and System.CommandLine ties options to one tree.
    internal static RootCommand Build()
    {
        var debug = new Option<bool>(DebugOption) { Description = "Show where an error came from.", Recursive = true };
        var root = new RootCommand("Learns to cut one kind of object out of photos from nothing but a folder of such photos.")
        {
            LearnVerb.Create(),
            DemoVerb.Create(),
            PackVerb.Create(),
            TrainVerb.Create(),
            FitVerb.Create(),
            SegmentVerb.Create(),
            MergeVerb.Create(),
            EvaluateVerb.Create(),
            AblateVerb.Create(),
            AblateRunVerb.Create(),
            ScoreVerb.Create(),
            MaskQualityVerb.Create(),
            GenerateVerb.Create(),
            ReportVerb.Create(),
            ServeVerb.Create(),
            InspectVerb.Create(),
            ImportVerb.Create(),
            ExportVerb.Create(),
        };
        root.HelpName = "perturbseg";
        root.Options.Add(debug);
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">What follows the program's name.</param>
    /// <param name="output">Standard output: results.</param>
    /// <param name="error">Standard error: errors, progress and remarks.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        RootCommand root = Build();
        // A photo may be called '@user.jpg': there are no response files.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if ((EmptyWords.Find(parsed) ?? NumberWords.FindWrong(parsed)) is { } wrong)
        {
            error.WriteLine(wrong);
            return ExitCode.WrongInput;
        }

        if (parsed.Action is ParseErrorAction)
            return Refuse(parsed, error);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // Signals are handled here: training needs longer for its last checkpoint than any fixed time.
            ProcessTerminationTimeout = null,
        };
        using var signals = new StopSignals();
        try
        {
            return await parsed.InvokeAsync(configuration, signals.Token);
        }
        catch (Exception exception)
        {
            return Explain(exception, signals.Token.IsCancellationRequested, ShowsTraces(parsed), error);
        }
    }

    /// <summary>Whether a command line asks to show where an error came from.</summary>
    public static bool ShowsTraces(ParseResult parsed) => parsed.GetValue<bool>(DebugOption) || Environment.GetEnvironmentVariable(DebugVariable) is { Length: > 0 };

    /// <summary>Turns what a verb threw into a sentence and an exit code.</summary>
    internal static int Explain(Exception exception, bool stopped, bool trace, TextWriter error)
    {
        if (trace)
            error.WriteLine(exception);
        switch (exception)
        {
            case UserErrorException or TorchLoadException or FileWriteException { IsOfDisk: false }:
                error.WriteLine(exception.Message);
                return ExitCode.WrongInput;
            case OperationCanceledException when stopped:
                error.WriteLine("Stopped.");
                return ExitCode.Failed;
            case IOException or UnauthorizedAccessException:
                // Where in the program it happened helps nobody.
                error.WriteLine($"Failed: {exception.Message}");
                return ExitCode.Failed;
            default:
                error.WriteLine($"Failed: {exception.Message}");
                if (!trace)
                    error.WriteLine(DebugHint);
                return ExitCode.Failed;
        }
    }

    private static int Refuse(ParseResult parsed, TextWriter error)
    {
        foreach (string message in parsed.Errors.Select(problem => problem.Message).Distinct())
            error.WriteLine(message);
        string verb = parsed.CommandResult.Command is RootCommand ? string.Empty : $" {parsed.CommandResult.Command.Name}";
        error.WriteLine($"See 'perturbseg{verb} --help'.");
        return ExitCode.WrongInput;
    }
}
