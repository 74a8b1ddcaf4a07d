namespace PerturbSeg.Packages.Tests;

/// <summary>The packages of this checkout in a folder of their own, under a version that no cache can hold; all is deleted afterwards.</summary>
public sealed class Packed : IDisposable
{
    private const string CacheVariable = "NUGET_PACKAGES";

    /// <summary>Packs.</summary>
    public Packed()
    {
        Version = $"0.0.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Guid.NewGuid().ToString("N")[..8]}";
        Feed = Path.Combine(Folder, "feed");
        string[] projects =
        [
            "src/PerturbSeg.Torch/PerturbSeg.Torch.csproj", "src/PerturbSeg/PerturbSeg.csproj", "src/PerturbSeg.Training/PerturbSeg.Training.csproj",
            "src/PerturbSeg.Runtime/PerturbSeg.Runtime.linux-x64.csproj",
            "src/PerturbSeg.Runtime/PerturbSeg.Runtime.osx-arm64.csproj", "src/PerturbSeg.Runtime/PerturbSeg.Runtime.win-x64.csproj",
        ];
        string all = Path.Combine(Folder, "all.slnx"); // one call for all of them
        File.WriteAllText(all, $"<Solution>{string.Concat(projects.Select(project => $"""<Project Path="{Path.Combine(Repository.Root, project)}" />"""))}</Solution>");
        // Into intermediate folders of their own: the projects in use stay as they are, and analyzers have run over them.
        Repository.Run(
            "dotnet", Repository.Root, "pack", all, "-c", "Release", "-o", Feed, $"-p:Version={Version}",
            $"-p:ArtifactsPath={Path.Combine(Folder, "artifacts")}", "-p:RunAnalyzers=false", "-v:quiet");
    }

    /// <summary>A folder for what a test makes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("perturbseg-packages-").FullName;

    /// <summary>The folder of the packages.</summary>
    public string Feed { get; }

    /// <summary>Their version.</summary>
    public string Version { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        string cache = Environment.GetEnvironmentVariable(CacheVariable)
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string package in Directory.GetDirectories(cache, "perturbseg*"))
        {
            if (Path.Combine(package, Version) is string copy && Directory.Exists(copy))
                Directory.Delete(copy, recursive: true);
        }
    }
}
