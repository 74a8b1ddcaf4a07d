using System.Text.Json;
using System.Xml.Linq;

namespace PerturbSeg.Packages.Tests;

/// <summary>The licences of the packages that a build of the command line takes, as the packages themselves say them.</summary>
internal static class Licences
{
    private const string Project = "PerturbSeg.Cli";

    /// <summary>The packages as a table in Markdown, in the order of their names.</summary>
    public static string Table()
    {
        string lockFile = Path.Combine(Repository.Root, "build", "locks", $"{Project}.lock.json");
        IEnumerable<string> rows = JsonElement.Parse(File.ReadAllText(lockFile)).GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => Row(package.Name, package.Value.GetProperty("resolved").GetString()!))
            .Order(StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', (string[])["| package | version | licence | of |", "|---|---|---|---|", .. rows]);
    }

    private static string Row(string name, string version)
    {
        string folder = Path.Combine(PackageFolder(), name.ToLowerInvariant(), version);
        XElement said = XDocument.Load(Path.Combine(folder, $"{name.ToLowerInvariant()}.nuspec")).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        return $"| {name} | {version} | {LicenceOf(said, folder)} | {Value(said, "authors").Trim()} |";
    }

    private static string LicenceOf(XElement said, string folder)
    {
        XElement? licence = said.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        return (licence?.Attribute("type")?.Value, licence?.Value) switch
        {
            ("expression", { } expression) => expression,
            ("file", { } file) when File.ReadAllText(Path.Combine(folder, file)).Contains("MIT License", StringComparison.Ordinal) => "MIT",
            ("file", { } file) => $"see {file} of the package",
            _ => $"see {Value(said, "licenseUrl")}",
        };
    }

    private static string Value(XElement said, string name) => said.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? string.Empty;

    // Where the packages were restored to.
    private static string PackageFolder()
        => JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "artifacts", "obj", Project, "project.assets.json")))
            .GetProperty("packageFolders").EnumerateObject().First().Name;
}
