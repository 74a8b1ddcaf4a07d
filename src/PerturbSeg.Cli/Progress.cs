using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace PerturbSeg.Cli;

/// <summary>
/// Shows how far long work has come, on standard error: a bar with rate and time left on a terminal, and a plain line about every
/// ten seconds elsewhere, so that a log stays short.
/// </summary>
/// <remarks>
/// <code>PackReport report = Progress.Show(error, "Packing", "photos", steps => Packer.Pack(…, steps, …));</code>
/// </remarks>
internal static class Progress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs work and shows its progress.</summary>
    /// <param name="error">Standard error. A bar is drawn only when this is the process's own and a terminal.</param>
    /// <param name="title">What is being done, such as "Packing".</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="work">The work, given where to report.</param>
    /// <returns>What the work returned.</returns>
    public static T Show<T>(TextWriter error, string title, string unit, Func<IProgress<WorkProgress>, T> work)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
            return work(new Lines(error, title, unit));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        T result = default!;
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => result = work(new Bar(context.AddTask(Markup.Escape(title), maxValue: 1), title, unit)));
        return result;
    }

    /// <summary>"35 of 100 photos, 12 photos/s, 5 s left, 2 skipped"; what is unknown is left out.</summary>
    /// <param name="step">How far the work has come.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="elapsed">Time since the work began, or went on.</param>
    /// <param name="before">How much was done before that.</param>
    internal static string Describe(WorkProgress step, string unit, TimeSpan elapsed, long before = 0)
    {
        string text = step.Total > 0 ? $"{Number(step.Done)} of {Number(step.Total)} {unit}" : $"{Number(step.Done)} {unit}";
        double rate = elapsed > TimeSpan.Zero ? (step.Done - before) / elapsed.TotalSeconds : 0;
        if (rate > 0)
        {
            text += $", {rate.ToString(rate < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} {unit}/s";
            if (step.Total > step.Done)
                text += $", {Duration(TimeSpan.FromSeconds((step.Total - step.Done) / rate))} left";
        }

        return step.Note is null ? text : $"{text}, {step.Note}";
    }

    /// <summary>"8 s", "3 min 20 s" or "2 h 5 min".</summary>
    internal static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(long)time.TotalHours} h {time.Minutes} min",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Since when work goes on, and from how much: it begins again where less is done than before, as with another attempt.</summary>
    internal sealed class Pace
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private TimeSpan _began;
        private long? _last;

        /// <summary>How much was done when it began.</summary>
        public long Before { get; private set; }

        /// <summary>How long it has gone on.</summary>
        public TimeSpan Elapsed => _clock.Elapsed - _began;

        /// <summary>Takes note of what is done.</summary>
        /// <param name="done">How much.</param>
        public void Report(long done)
        {
            if (_last is null)
                Before = done;
            else if (done < _last)
                (Before, _began) = (done, _clock.Elapsed);
            _last = done;
        }
    }

    private sealed class Lines(TextWriter error, string title, string unit) : IProgress<WorkProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Pace _pace = new();
        private TimeSpan _next = BetweenLines;

        public void Report(WorkProgress value)
        {
            _pace.Report(value.Done);
            if (_clock.Elapsed < _next)
                return;
            _next = _clock.Elapsed + BetweenLines;
            error.WriteLine($"{title}: {Describe(value, unit, _pace.Elapsed, _pace.Before)}");
        }
    }

    private sealed class Bar(ProgressTask task, string title, string unit) : IProgress<WorkProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Pace _pace = new();
        private TimeSpan _next;

        public void Report(WorkProgress value)
        {
            _pace.Report(value.Done);
            if (_clock.Elapsed < _next && value.Done < value.Total)
                return;
            _next = _clock.Elapsed + BetweenFrames;
            task.IsIndeterminate = value.Total <= 0;
            task.MaxValue = Math.Max(value.Total, 1);
            task.Value = value.Done;
            double rate = (value.Done - _pace.Before) / Math.Max(_pace.Elapsed.TotalSeconds, 1e-3);
            string note = value.Note is null ? string.Empty : $", {value.Note}";
            task.Description = Markup.Escape($"{title} {rate.ToString("0.#", CultureInfo.InvariantCulture)} {unit}/s{note}");
        }
    }
}
