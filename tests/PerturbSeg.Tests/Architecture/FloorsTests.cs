using System.Reflection;
using System.Text.RegularExpressions;

namespace PerturbSeg.Tests.Architecture;

/// <summary>The sources stand on the floors that <c>docs/architecture.md</c> draws.</summary>
public sealed partial class FloorsTests
{
    private static readonly string Root = Path.GetFullPath(
        typeof(FloorsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RepositoryRoot").Value!);

    [Theory]
    [InlineData("PerturbSeg")]
    [InlineData("PerturbSeg.Training")]
    [InlineData("PerturbSeg.Web")]
    public void A_folder_uses_only_those_below_it(string project)
    {
        string[] floors = Drawn(project);
        Uses(project).Where(use => Array.IndexOf(floors, use.Used) >= Array.IndexOf(floors, use.User))
            .Select(use => $"{use.File}: {use.User} uses {use.Used}, which is not below it").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PerturbSeg")]
    [InlineData("PerturbSeg.Training")]
    [InlineData("PerturbSeg.Web")]
    public void No_folders_use_each_other_in_a_circle(string project)
        => Circle([.. Uses(project).Select(use => (use.User, use.Used)).Distinct()]).ShouldBeNull();

    [Theory]
    [InlineData("PerturbSeg")]
    [InlineData("PerturbSeg.Training")]
    [InlineData("PerturbSeg.Web")]
    public void Every_folder_is_drawn_and_every_drawn_folder_is_there(string project)
        => Drawn(project).ShouldBe(Folders(project), ignoreOrder: true);

    [Fact]
    public void What_applications_use_knows_neither_libtorch_nor_what_learns()
    {
        string project = Path.Combine(Root, "src", "PerturbSeg", "PerturbSeg.csproj");
        Regex.Matches(File.ReadAllText(project), "<(?:Project|Package)Reference Include=\"([^\"]+)\"").Select(match => match.Groups[1].Value)
            .Where(package => !package.StartsWith("NetVips.Native.", StringComparison.Ordinal))
            .ShouldBe(["Microsoft.ML.OnnxRuntime", "NetVips", "System.Numerics.Tensors"], ignoreOrder: true);
        Sources("PerturbSeg").Where(file => Forbidden().IsMatch(Code(file))).Select(file => Path.GetRelativePath(Root, file)).ShouldBeEmpty();
    }

    [Fact]
    public void A_circle_is_found()
    {
        Circle([("a", "b"), ("b", "c"), ("a", "c")]).ShouldBeNull();
        Circle([("a", "b"), ("b", "c"), ("c", "a")]).ShouldNotBeNull();
    }

    [Fact]
    public void Uses_are_found_however_they_are_written()
    {
        const string code = """
            using PerturbSeg.Files;
            using static PerturbSeg.Masks.BinaryMask;
            using Photo = PerturbSeg.Imaging.Photo;
            // PerturbSeg.Reports is only talked about
            var table = PerturbSeg.Metrics.PhotoScoreTable.Save;
            """;
        UsedFolders(WithoutComments(code), "PerturbSeg").ShouldBe(["Files", "Masks", "Imaging", "Metrics"], ignoreOrder: true);
    }

    // The first words of the numbered lines under the project's heading: from the ground up.
    private static string[] Drawn(string project)
    {
        string page = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));
        string section = page.Split("\n## ").Single(part => part.StartsWith($"{project}\n", StringComparison.Ordinal));
        return [.. Floor().Matches(section).Select(match => match.Groups[1].Value)];
    }

    private static string[] Folders(string project)
        => [.. Directory.GetDirectories(Path.Combine(Root, "src", project)).Select(folder => Path.GetFileName(folder)).Except(["bin", "obj"])];

    private static IEnumerable<string> Sources(string project)
        => Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<(string File, string User, string Used)> Uses(string project)
    {
        string[] folders = Folders(project);
        foreach (string file in Sources(project))
        {
            string[] path = Path.GetRelativePath(Path.Combine(Root, "src", project), file).Split(Path.DirectorySeparatorChar);
            string user = path.Length > 1 ? path[0] : "the root";
            foreach (string used in UsedFolders(Code(file), project).Where(used => used != user && folders.Contains(used)))
                yield return (Path.GetRelativePath(Root, file), user, used);
        }
    }

    private static IEnumerable<string> UsedFolders(string code, string project)
        => Regex.Matches(code, $@"(?<![\w.]){Regex.Escape(project)}\.(\w+)").Select(match => match.Groups[1].Value).Distinct();

    private static string Code(string file) => WithoutComments(File.ReadAllText(file));

    private static string WithoutComments(string code) => Comment().Replace(code, string.Empty);

    // Folders that lead back to where they started; null where none do.
    private static string? Circle(IReadOnlyList<(string User, string Used)> uses)
    {
        var left = uses.ToList();
        while (left.RemoveAll(use => !left.Any(other => other.User == use.Used)) > 0)
        {
            // What uses nothing more cannot be part of a circle.
        }

        return left.Count == 0 ? null : string.Join(", ", left.Select(use => $"{use.User} uses {use.Used}"));
    }

    [GeneratedRegex(@"^\d+\. `(\w+)`", RegexOptions.Multiline)]
    private static partial Regex Floor();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bTorchSharp\b|\bPerturbSeg\.(Torch|Training)\b")]
    private static partial Regex Forbidden();
}
