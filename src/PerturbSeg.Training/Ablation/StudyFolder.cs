using System.Text.Json;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Photos;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Ablation;

/// <summary>A study on disk: <c>study.json</c>, a run folder for each run, <c>table.md</c>, <c>results.csv</c>, pictures and <c>report.html</c>.</summary>
/// <param name="path">The folder; made when missing.</param>
public sealed class StudyFolder(string path)
{
    private const string PlanFile = "study.json";

    /// <summary>Where the folder is.</summary>
    public string FolderPath => path;

    /// <summary>The table.</summary>
    public string TablePath => Path.Combine(path, "table.md");

    /// <summary>The figures of every run.</summary>
    public string CsvPath => Path.Combine(path, "results.csv");

    /// <summary>The picture with a row of scenes for every run.</summary>
    public string ScenesPath => Path.Combine(path, "scenes.png");

    /// <summary>The report.</summary>
    public string ReportPath => Path.Combine(path, "report.html");

    /// <summary>Where a run lies.</summary>
    public string RunPath(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Path.Combine(path, run.Variant, Path.GetFileName(run.Id));
    }

    /// <summary>The copy of a run's last sample sheet.</summary>
    public string SheetPath(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Path.Combine(path, run.Id.Replace('/', '-') + ".png");
    }

    /// <summary>Some of a run's scenes, for the picture of all runs.</summary>
    internal string StripPath(PlannedRun run) => Path.Combine(RunPath(run), "scenes.safetensors");

    /// <summary>The plan, or null where no study was begun here.</summary>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public StudyPlan? ReadPlan() => Read<StudyPlan>(Path.Combine(path, PlanFile), plan =>
    {
        foreach (JsonNode? run in plan["runs"] as JsonArray ?? [])
        {
            if (run is JsonObject planned && planned["options"] is JsonObject options)
                OlderSettings.Renew(options);
        }
    });

    /// <summary>The result of a run that is what the plan asks for; null where it has none yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="run">One of its runs.</param>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public RunResult? ReadResult(StudyPlan plan, PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Read<RunResult>(ResultPath(run)) is { } result && plan.IsAnsweredBy(result) ? result : null;
    }

    /// <summary>Keeps the result of a run.</summary>
    public void WriteResult(PlannedRun run, RunResult result) => Write(ResultPath(run), result);

    /// <summary>
    /// Begins a study, or goes on with the one that is here: runs of an earlier call that are not asked for again stay in the plan and in
    /// the table.
    /// </summary>
    /// <param name="plan">What is asked for now.</param>
    /// <returns>The plan of both.</returns>
    /// <exception cref="UserErrorException">The study here has other terms, or a run was begun with other settings.</exception>
    public StudyPlan Begin(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        HashSet<string> due = [.. plan.Runs.Where(run => ReadResult(plan, run) is null).Select(run => run.Id)];
        if (ReadPlan() is { } earlier)
        {
            if (earlier.Kimg > plan.Kimg)
                throw new UserErrorException($"The study in '{path}' was begun with --kimg {earlier.Kimg}: give at least as much instead of {plan.Kimg}, or choose another folder.");
            var asked = plan.Runs.ToDictionary(run => run.Id);
            foreach (PlannedRun run in earlier.Runs)
            {
                // by name, since folders may have moved; a run compares their numbers of photos, too
                if (asked.TryGetValue(run.Id, out PlannedRun? again) && !again.Data.Select(PhotoFileName.ShortName).SequenceEqual(run.Data.Select(PhotoFileName.ShortName)))
                    throw new UserErrorException($"The study in '{path}' was begun with --data {string.Join(" --data ", run.Data)}: give the same, or choose another folder.");
            }

            IEnumerable<PlannedRun> added = plan.Runs.ExceptBy(earlier.Runs.Select(run => run.Id), run => run.Id);
            plan = plan with { Commands = [.. earlier.Commands.Union(plan.Commands)], Precision = earlier.Precision ?? plan.Precision, Runs = [.. earlier.Runs.Select(run => asked.GetValueOrDefault(run.Id, run)), .. added] };
        }

        int[] sides = [.. plan.Runs.Select(run => run.Options.Network.Resolution).Distinct()];
        if (sides.Length > 1)
            throw new UserErrorException($"Scenes of {string.Join(" and ", sides)} pixels cannot be compared in one study: give all variants the same network.resolution, or choose another folder.");
        foreach (PlannedRun run in plan.Runs.Where(run => RunFolder.IsIn(RunPath(run))))
        {
            RunConfiguration begun = RunFolder.Open(RunPath(run)).Configuration;
            if (begun.Options.ToJson() != run.Options.ToJson())
                throw new UserErrorException($"'{RunPath(run)}' was begun with other settings: repeat the command that began it, or choose another folder.");
            if (begun.Device != plan.Device && due.Contains(run.Id))
                throw new UserErrorException($"'{RunPath(run)}' was begun with --device {begun.Device}: give the same, or choose another folder.");
        }

        Write(Path.Combine(path, PlanFile), plan);
        return plan;
    }

    private string ResultPath(PlannedRun run) => Path.Combine(RunPath(run), "result.json");

    private static void Write<T>(string file, T value) => AtomicFile.WriteText(file, JsonSerializer.Serialize(value, StudyJson.Options) + "\n");

    private static T? Read<T>(string file, Action<JsonObject>? renew = null)
        where T : class
    {
        if (!File.Exists(file))
            return null;
        try
        {
            JsonObject read = TrainingJson.ReadObject(ListedNulls.Refuse(File.ReadAllText(file)));
            renew?.Invoke(read);
            return read.Deserialize<T>(StudyJson.Options);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{file}' cannot be read ({broken.Message.TrimEnd('.')}): delete it, or choose another folder.", broken);
        }
    }
}
