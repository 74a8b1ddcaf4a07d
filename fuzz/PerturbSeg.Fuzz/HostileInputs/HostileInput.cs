using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Fuzz.HostileInputs;

/// <summary>An input that somebody made to do harm, and the command that is given it.</summary>
/// <param name="Name">What it is, for a table.</param>
/// <param name="Make">Makes it in a folder, and gives the arguments of the command line, which runs in that folder.</param>
/// <param name="ExitCode">The exit code that it should end with.</param>
/// <param name="Told">What the message should hold.</param>
internal sealed record HostileInput(string Name, Func<TemporaryFolder, string[]> Make, int ExitCode, string Told)
{
    /// <summary>The file that standard input reads; null where it is empty.</summary>
    public string? StandardInput { get; init; }

    /// <summary>What else must hold in the folder afterwards.</summary>
    public Func<TemporaryFolder, bool> IsUnharmed { get; init; } = _ => true;
}
