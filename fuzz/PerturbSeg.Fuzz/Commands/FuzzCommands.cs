using System.CommandLine;
using PerturbSeg.Fuzz.Campaigns;
using PerturbSeg.Fuzz.Readers;

namespace PerturbSeg.Fuzz.Commands;

/// <summary>The commands that give damaged files to readers.</summary>
internal static class FuzzCommands
{
    private static Argument<string> ReaderArgument { get; } = new("reader") { Description = $"One of {string.Join(", ", FuzzedReaders.All.Keys)}." };

    private static Option<long> Files { get; } = new("--files") { Description = "How many damaged files each reader is given.", DefaultValueFactory = _ => 100_000 };

    private static Option<int> Number { get; } = new("--campaign") { Description = "Another number gives other files.", DefaultValueFactory = _ => 1 };

    private static Option<string> State { get; } = new("--state") { Description = "Where records are kept; a campaign that was stopped goes on.", DefaultValueFactory = _ => Path.Combine("artifacts", "fuzz") };

    /// <summary>Runs campaigns.</summary>
    public static Command Run()
    {
        var readers = new Argument<string[]>("readers") { Arity = ArgumentArity.ZeroOrMore, Description = "Readers; all where none is named." };
        var command = new Command("run", "Gives damaged files to readers and prints a table; the exit code is 1 where something was found.") { readers, Files, Number, State };
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(readers) is { Length: > 0 } named ? named : [.. FuzzedReaders.All.Keys];
            var run = new CampaignRun(parsed.GetValue(State)!, parsed.GetValue(Number));
            var records = new List<CampaignRecord>();
            foreach (string name in names)
            {
                records.Add(run.Run(name, parsed.GetValue(Files)));
                Console.Error.WriteLine($"{name}: {records[^1].Files} files, {records[^1].Findings.Count} findings");
            }

            foreach (string line in CampaignRun.Table(records))
                Console.WriteLine(line);
            foreach (CampaignRecord record in records)
                record.Findings.ForEach(finding => Console.WriteLine($"{record.Reader} {finding.Index}: {finding.Kind}, {finding.What}"));
            return records.Exists(record => record.Findings.Count > 0) ? 1 : 0;
        });
        return command;
    }

    /// <summary>Names the readers.</summary>
    public static Command Readers()
    {
        var command = new Command("readers", "Names the readers.");
        command.SetAction(_ =>
        {
            foreach (string name in FuzzedReaders.All.Keys)
                Console.WriteLine(name);
        });
        return command;
    }

    /// <summary>Reads one damaged file again.</summary>
    public static Command Replay()
    {
        var index = new Argument<long>("index") { Description = "The number of the file, as a table names it." };
        var output = new Option<string?>("--out") { Description = "Writes the file here." };
        var shrink = new Option<bool>("--shrink") { Description = "Makes it as small as it can be while the reader throws the same." };
        var command = new Command("replay", "Reads one damaged file again, and shows the exception.") { ReaderArgument, index, Number, output, shrink };
        command.SetAction(parsed =>
        {
            using Reader reader = FuzzedReaders.All[parsed.GetValue(ReaderArgument)!]();
            var campaign = new Campaign(reader, parsed.GetValue(Number));
            byte[] file = campaign.File(parsed.GetValue(index));
            if (parsed.GetValue(shrink))
                file = campaign.Shrink(file);
            if (parsed.GetValue(output) is { } path)
                File.WriteAllBytes(path, file);
            Console.WriteLine($"{file.Length} bytes: {Convert.ToHexString(file.AsSpan(0, Math.Min(200, file.Length)))}");
            Console.WriteLine(System.Text.Encoding.Latin1.GetString(file.AsSpan(0, Math.Min(400, file.Length))));
            try
            {
                reader.Read(file);
                return 0;
            }
            catch (Exception exception)
            {
                Console.WriteLine(exception);
                return 1;
            }
        });
        return command;
    }

    /// <summary>The process of a campaign.</summary>
    public static Command Worker()
    {
        var command = new Command("worker", "One process of a campaign.") { ReaderArgument, Files, Number, State };
        command.Hidden = true;
        command.SetAction(parsed => new CampaignWorker(parsed.GetValue(State)!, parsed.GetValue(ReaderArgument)!, parsed.GetValue(Number)).Run(parsed.GetValue(Files)));
        return command;
    }
}
