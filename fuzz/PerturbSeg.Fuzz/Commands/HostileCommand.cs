using System.CommandLine;
using System.Globalization;
using PerturbSeg.Fuzz.HostileInputs;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Fuzz.Commands;

/// <summary>The command that gives hostile inputs to the command line.</summary>
internal static class HostileCommand
{
    private const int MostMegabytes = 1536, LongestMessage = 160;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        var only = new Option<string?>("--only") { Description = "Inputs whose names hold this text." };
        var command = new Command("hostile", "Gives hostile inputs to the command line and prints a table; the exit code is 1 where one did harm.") { only };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| input | message | exit code | seconds | peak MB |");
            Console.WriteLine("|---|---|---|---|---|");
            int harmful = 0;
            foreach (HostileInput input in AllHostileInputs.All.Where(input => input.Name.Contains(parsed.GetValue(only) ?? string.Empty, StringComparison.OrdinalIgnoreCase)))
                harmful += Try(input) ? 0 : 1;
            if (harmful > 0)
                Console.WriteLine($"{harmful} did harm.");
            return harmful > 0 ? 1 : 0;
        });
        return command;
    }

    private static bool Try(HostileInput input)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = CommandRun.Of(folder.Root, input.Make(folder), input.StandardInput, Longest);
        bool sound = run.ExitCode == input.ExitCode && run.Output.Contains(input.Told, StringComparison.Ordinal) && run.PeakMegabytes < MostMegabytes && input.IsUnharmed(folder);
        string[] lines = run.Output.Replace(folder.Root + "/", string.Empty, StringComparison.Ordinal).Split((char[])['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string message = string.Join(' ', lines.Where(line => !line.StartsWith("Packing: ", StringComparison.Ordinal) && !line.StartsWith("Segmenting: ", StringComparison.Ordinal))); // but for progress
        if (message.Length > LongestMessage)
            message = message[..LongestMessage] + "…";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {input.Name} | {message.Replace("|", "\\|", StringComparison.Ordinal)} | {run.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}{(sound ? string.Empty : " (harm)")} | {run.Seconds:0.0} | {run.PeakMegabytes} |"));
        return sound;
    }
}
