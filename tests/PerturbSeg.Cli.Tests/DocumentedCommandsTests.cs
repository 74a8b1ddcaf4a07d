using System.Text;
using System.Text.RegularExpressions;

namespace PerturbSeg.Cli.Tests;

/// <summary>The commands that the README, the docs and the models' cards print: what a reader copies is taken, option for option.</summary>
public sealed partial class DocumentedCommandsTests
{
    [Fact]
    public void Every_command_that_is_printed_whole_is_taken()
    {
        string root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));
        string[] pages = [Path.Combine(root, "README.md"), .. PagesIn(Path.Combine(root, "docs")), .. PagesIn(Path.Combine(root, "models"))];
        var wrong = new List<string>();
        int read = 0;
        foreach (string page in pages)
        {
            foreach (string command in CommandsOf(File.ReadAllText(page)))
            {
                read++;
                string[] errors = [.. CommandLine.Build().Parse(Words(command)).Errors.Select(error => error.Message)];
                if (errors.Length > 0)
                    wrong.Add($"{Path.GetRelativePath(root, page)}: {command}: {string.Join(' ', errors)}");
            }
        }

        read.ShouldBeGreaterThan(50);
        wrong.ShouldBeEmpty();
    }

    private static string[] PagesIn(string folder) => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories);

    // Without what follows in a comment or goes to another program; those that leave something out with '…' are none.
    private static IEnumerable<string> CommandsOf(string page)
        => page.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.TrimStart().StartsWith("./perturbseg ", StringComparison.Ordinal) && line.StartsWith("    ", StringComparison.Ordinal))
            .Select(line => Rest().Replace(line.Trim()["./perturbseg ".Length..], string.Empty))
            .Where(command => !command.Contains('…', StringComparison.Ordinal) && !command.Contains("COMMAND", StringComparison.Ordinal));

    // As a shell parts them: by spaces, but for those in single quotes. Square brackets are around what may be left out, and capitals stand for numbers.
    private static string[] Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool quoted = false;
        foreach (char letter in $"{command} ")
        {
            if (letter == '\'')
                quoted = !quoted;
            else if (letter != ' ' || quoted)
                word.Append(letter);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return [.. words.Select(one => one.Trim('[', ']')).Select(one => one switch { "SHARE" => "0.2", "SEED" or "S" or "N" => "1", _ => one })];
    }

    [GeneratedRegex(@"\s+(#|[<>|]).*$")]
    private static partial Regex Rest();
}
