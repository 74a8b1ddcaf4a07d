using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Photos;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The option that gives a worker its part of the photos.</summary>
internal static class ShardOption
{
    private const string Name = "--shard";
    private const string Automatic = "auto";

    // Of Open MPI, of Slurm's tasks, and of Kubernetes' indexed jobs, which say no count.
    private static readonly (string Rank, string? Size)[] Variables =
    [
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("SLURM_PROCID", "SLURM_NTASKS"), ("JOB_COMPLETION_INDEX", null),
    ];

    public static Option<string?> Create(string outputs) => new(Name)
    {
        Description = $"Do one worker's part of the photos, such as 3/16; {outputs}. auto takes part and count from what mpirun or srun says, auto/16 the part from a Kubernetes indexed job.",
        HelpName = "part/count",
    };

    /// <summary>Says that a part is done which has no figures of its own to show.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="json">Whether to print one JSON object.</param>
    /// <param name="folder">The folder of all parts.</param>
    /// <param name="part">Which part.</param>
    /// <param name="count">How much it is.</param>
    /// <param name="what">Of what, such as "photos".</param>
    public static void Print(ParseResult parsed, bool json, string folder, WorkShard part, int count, string what)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json)
            JsonOutput.Write(output, new JsonObject { ["part"] = part.Number, ["parts"] = part.Count, [what] = count });
        else
            output.WriteLine($"{folder}: part {part.Number} of {part.Count}, {count} {what}. Once all parts are done: {ShellWords.Join(["perturbseg", "merge", folder])}");
    }

    /// <summary>Reads the option; null where it is left out. A part of 1 is a part, so that commands for any number of workers are the same.</summary>
    /// <exception cref="UserErrorException">It is no part, or the environment does not say which.</exception>
    public static WorkShard? Parse(string? text)
    {
        if (text is null)
            return null;
        if (text.Split('/')[0] != Automatic)
            return WorkShard.Parse(text) ?? throw new UserErrorException($"{Name} {text} is no part of the work: give part and count from 1, such as 3/16.");
        string? given = text.Length > Automatic.Length ? text[(Automatic.Length + 1)..] : null;
        foreach ((string rank, string? size) in Variables)
        {
            string? count = given ?? (size is null ? null : Environment.GetEnvironmentVariable(size));
            if (int.TryParse(Environment.GetEnvironmentVariable(rank), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && WorkShard.Parse($"{index + 1}/{count}") is { } shard)
                return shard;
        }

        throw new UserErrorException($"{Name} {text}: neither {string.Join(", nor ", Variables.Select(pair => pair.Size is null ? $"{pair.Rank} with a count, as in auto/16," : $"{pair.Rank} and {pair.Size}"))} say which part this is: give it, such as 3/16.");
    }
}
