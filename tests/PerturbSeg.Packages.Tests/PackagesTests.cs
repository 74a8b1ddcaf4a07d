using System.IO.Compression;
using System.Xml.Linq;

namespace PerturbSeg.Packages.Tests;

public sealed class PackagesTests(Packed packed) : IClassFixture<Packed>
{
    [Fact]
    public void A_program_needs_one_package_and_no_library_of_its_own()
    {
        Assert.SkipUnless(Repository.Platform == "linux-x64", $"The packages were only ever run on linux-x64, and this is {Repository.Platform}.");
        string sample = Path.Combine(packed.Folder, "SegmentPhoto"), mask = Path.Combine(packed.Folder, "mask.png");
        CopySample(sample);
        Repository.Run("dotnet", sample, "build", "-c", "Release", "-o", "bin", $"-p:PerturbSegVersion={packed.Version}", "-v:quiet");

        // Half a gigabyte of libtorch stays in its package.
        new DirectoryInfo(Path.Combine(sample, "bin")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length).ShouldBeLessThan(100_000_000);
        string model = Path.Combine(Repository.Root, "models", "cars-32"), photo = Path.Combine(Repository.Root, "docs", "results", "fish-scenes.png");
        Repository.Run(Path.Combine(sample, "bin", "SegmentPhoto"), sample, model, photo, mask).ShouldStartWith($"{mask}: ");
        File.ReadAllBytes(mask)[..4].ShouldBe([0x89, .. "PNG"u8]);
    }

    [Fact]
    public void A_published_program_brings_libtorch_and_runs_where_no_package_is()
    {
        Assert.SkipUnless(Repository.Platform == "linux-x64", $"The packages were only ever run on linux-x64, and this is {Repository.Platform}.");
        string sample = Path.Combine(packed.Folder, "Published"), mask = Path.Combine(packed.Folder, "published.png");
        CopySample(sample);
        Repository.Run(
            "dotnet", sample, "publish", "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-o", "out", $"-p:PerturbSegVersion={packed.Version}", "-v:quiet");
        string configuration = Path.Combine(sample, "out", "SegmentPhoto.runtimeconfig.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace(".nuget", ".elsewhere", StringComparison.Ordinal));
        File.Exists(Path.Combine(sample, "out", "libtorch", "libtorch_cpu.so")).ShouldBeTrue();
        File.Exists(Path.Combine(sample, "out", "libtorch", "libtorch_python.so")).ShouldBeFalse();

        string model = Path.Combine(Repository.Root, "models", "cars-32"), photo = Path.Combine(Repository.Root, "docs", "results", "fish-scenes.png");
        Repository.Run(Path.Combine(sample, "out", "SegmentPhoto"), packed.Folder, model, photo, mask).ShouldStartWith($"{mask}: ");
    }

    [Theory]
    [InlineData("linux-x64", true)]
    [InlineData("osx-arm64", false)]
    [InlineData("win-x64", false)]
    public void Each_platform_has_a_package_that_depends_on_its_native_libraries(string platform, bool staysInPlace)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"PerturbSeg.Runtime.{platform}.{packed.Version}.nupkg"));
        using Stream nuspec = package.GetEntry($"PerturbSeg.Runtime.{platform}.nuspec")!.Open();
        var dependencies = XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("exclude")?.Value ?? string.Empty);
        dependencies.Keys.ShouldBe(["PerturbSeg", $"libtorch-cpu-{platform}", $"NetVips.Native.{platform}"], ignoreOrder: true);
        dependencies[$"libtorch-cpu-{platform}"].Contains("Native", StringComparison.Ordinal).ShouldBe(staysInPlace);
        using var places = new StreamReader(package.GetEntry($"buildTransitive/net10.0/PerturbSeg.Runtime.{platform}.targets")!.Open());
        places.ReadToEnd().Contains("LibTorchInPlace.targets", StringComparison.Ordinal).ShouldBe(staysInPlace);
    }

    [Fact]
    public void The_libraries_packages_depend_on_no_native_library()
    {
        foreach (string name in (string[])["PerturbSeg", "PerturbSeg.Torch"])
        {
            using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{name}.{packed.Version}.nupkg"));
            using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
            XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)
                .ShouldNotContain(id => id.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase) || id.Contains("Native", StringComparison.Ordinal));
        }
    }

    // As a reader would have it, but with this checkout's packages.
    private void CopySample(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["Program.cs", "SegmentPhoto.csproj"])
            File.Copy(Path.Combine(Repository.Root, "samples", "SegmentPhoto", name), Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="PerturbSeg" value="{packed.Feed}" />
              </packageSources>
            </configuration>
            """);
    }
}
