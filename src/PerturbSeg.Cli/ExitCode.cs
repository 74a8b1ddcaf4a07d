namespace PerturbSeg.Cli;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Wrong usage or input: the user can mend it, and the message says how.</summary>
    public const int WrongInput = 2;
}
