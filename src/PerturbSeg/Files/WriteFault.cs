namespace PerturbSeg.Files;

/// <summary>Lets a step of writing fail, for tests: opening, writing, syncing or renaming, whichever comes at a number.</summary>
/// <remarks>It belongs to the test that arms it and to what that calls, on any thread; others write as usual.</remarks>
internal sealed class WriteFault : IDisposable
{
    private static readonly AsyncLocal<WriteFault?> Armed = new();
    private readonly int _failing;
    private readonly bool _lasting;
    private readonly Func<string, Exception> _failure;
    private int _steps;

    private WriteFault(int failing, bool lasting, Func<string, Exception> failure)
    {
        (_failing, _lasting, _failure) = (failing, lasting, failure);
        Armed.Value = this;
    }

    /// <summary>How many steps there have been.</summary>
    public int Steps => _steps;

    /// <summary>Arms a full disk: the step fails, and all after it.</summary>
    /// <param name="step">The number of the step, from 1; 0 counts steps and lets none fail.</param>
    public static WriteFault DiskFull(int step) => new(step, lasting: true, path => new IOException($"No space left on device : '{path}'", 28));

    /// <summary>Arms an error of the disk, once.</summary>
    /// <param name="step">The number of the step, from 1.</param>
    public static WriteFault InputOutput(int step) => new(step, lasting: false, path => new IOException($"Input/output error : '{path}'", 5));

    /// <summary>Arms a denial, once.</summary>
    /// <param name="step">The number of the step, from 1.</param>
    public static WriteFault Denied(int step)
        => new(step, lasting: false, path => new UnauthorizedAccessException($"Access to the path '{path}' is denied.", new IOException("Permission denied", 13)));

    /// <summary>Counts a step.</summary>
    /// <param name="path">The file that is written.</param>
    /// <returns>What the step is to throw; null lets it do its work.</returns>
    public static Exception? Next(string path)
    {
        if (Armed.Value is not { } fault)
            return null;
        int step = Interlocked.Increment(ref fault._steps);
        return fault._failing > 0 && (step == fault._failing || (fault._lasting && step > fault._failing)) ? fault._failure(path) : null;
    }

    /// <summary>Writes are as usual again.</summary>
    public void Dispose() => Armed.Value = null;
}
