using System.Text.RegularExpressions;

namespace PerturbSeg.Packages.Tests;

public sealed partial class SupplyChainTests
{
    private const string Heading = "## Packages\n\n";

    [Fact]
    public void Every_package_that_is_shipped_is_told_with_its_licence()
    {
        string notices = File.ReadAllText(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md"));
        string told = notices[(notices.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..].Split("\n\n")[0];
        told.ShouldBe(Licences.Table(), "the packages have changed: look at their licences, and put this table under '## Packages'");
    }

    [Fact]
    public void Every_project_has_its_packages_locked()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "PerturbSeg.slnx"));
        string[] projects = [.. ProjectName().Matches(solution).Select(match => match.Groups[1].Value).Where(name => !name.StartsWith("PerturbSeg.Runtime.", StringComparison.Ordinal))];
        projects.ShouldContain("PerturbSeg.Cli");
        string[] locked = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "build", "locks")).Select(file => Path.GetFileName(file).Replace(".lock.json", string.Empty, StringComparison.Ordinal))];
        locked.ShouldBe(projects, ignoreOrder: true, "after a change of projects or packages run 'dotnet restore', and look at what changed in build/locks");
    }

    [GeneratedRegex("/([^/\"]+)\\.csproj\"")]
    private static partial Regex ProjectName();
}
