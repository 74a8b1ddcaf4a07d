using System.CommandLine;
using PerturbSeg.Fuzz.Readers;
using SharpFuzz;

namespace PerturbSeg.Fuzz.Commands;

/// <summary>What <c>fuzz/afl</c> needs to let AFL++ look for files that reach new code.</summary>
internal static class AflCommands
{
    private static Argument<string> ReaderArgument { get; } = new("reader") { Description = "A reader." };

    /// <summary>Writes the sound files of a reader.</summary>
    public static Command Seeds()
    {
        var folder = new Argument<string>("folder") { Description = "Where to." };
        var command = new Command("seeds", "Writes the sound files of a reader.") { ReaderArgument, folder };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using Reader reader = FuzzedReaders.All[parsed.GetValue(ReaderArgument)!]();
            Directory.CreateDirectory(parsed.GetValue(folder)!);
            for (int i = 0; i < reader.Seeds.Count; i++)
                File.WriteAllBytes(Path.Combine(parsed.GetValue(folder)!, $"{i}"), reader.Seeds[i]);
        });
        return command;
    }

    /// <summary>Reads what AFL++ sends.</summary>
    public static Command Target()
    {
        var command = new Command("afl", "Reads what AFL++ sends.") { ReaderArgument };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Reader? reader = null; // marked code may run within the call alone, and seeds are made by such code
            Fuzzer.OutOfProcess.Run(stream =>
            {
                reader ??= FuzzedReaders.All[parsed.GetValue(ReaderArgument)!]();
                using var file = new MemoryStream();
                stream.CopyTo(file);
                try
                {
                    reader.Read(file.ToArray());
                }
                catch (Exception exception) when (reader.Refusals.Any(refusal => refusal.IsInstanceOfType(exception)))
                {
                    // Refused as documented.
                }
            });
            reader?.Dispose();
        });
        return command;
    }
}
