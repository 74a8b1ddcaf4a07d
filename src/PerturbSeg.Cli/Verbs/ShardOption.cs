using System.CommandLine;
using System.Globalization;
using PerturbSeg.Photos;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The option that gives a worker its part of the photos.</summary>
internal static class ShardOption
{
    private const string Name = "--shard";
    private const string Automatic = "auto";

    // Of Open MPI, of Slurm's tasks, and of Kubernetes' indexed jobs, which say no count.
    private static readonly (string Rank, string? Size)[] s_variables =
    [
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("SLURM_PROCID", "SLURM_NTASKS"), ("JOB_COMPLETION_INDEX", null),
    ];

    public static Option<string?> Create(string outputs) => new(Name)
    {
        Description = $"Do one worker's part of the photos, such as 3/16; {outputs}. auto takes part and count from what mpirun or srun says, auto/16 the part from a Kubernetes indexed job.",
        HelpName = "part/count",
    };

    /// <summary>Reads the option; left out, everything is this worker's.</summary>
    /// <exception cref="UserErrorException">It is no part, or the environment does not say which.</exception>
    public static WorkShard Parse(string? text)
    {
        if (text is null)
            return WorkShard.Whole;
        if (text.Split('/')[0] != Automatic)
            return WorkShard.Parse(text) ?? throw new UserErrorException($"{Name} {text} is no part of the work: give part and count from 1, such as 3/16.");
        string? given = text.Length > Automatic.Length ? text[(Automatic.Length + 1)..] : null;
        foreach ((string rank, string? size) in s_variables)
        {
            string? count = given ?? (size is null ? null : Environment.GetEnvironmentVariable(size));
            if (int.TryParse(Environment.GetEnvironmentVariable(rank), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && WorkShard.Parse($"{index + 1}/{count}") is { } shard)
                return shard;
        }

        throw new UserErrorException($"{Name} {text}: neither {string.Join(", nor ", s_variables.Select(pair => pair.Size is null ? $"{pair.Rank} with a count, as in auto/16," : $"{pair.Rank} and {pair.Size}"))} say which part this is: give it, such as 3/16.");
    }
}
