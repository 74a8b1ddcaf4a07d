using System.IO.Compression;
using System.Xml.Linq;

namespace PerturbSeg.Packages.Tests;

public sealed class PackagesTests(Packed packed) : IClassFixture<Packed>
{
    [Fact]
    public void A_program_that_segments_is_published_with_one_package_in_80_MB_and_without_libtorch()
    {
        SkipElsewhere();
        string sample = Path.Combine(packed.Folder, "SegmentPhoto"), published = Path.Combine(sample, "out"), mask = Path.Combine(packed.Folder, "mask.png");
        CopySample(sample);
        Publish(sample);

        FileInfo[] files = [.. new DirectoryInfo(published).EnumerateFiles("*", SearchOption.AllDirectories)];
        files.Sum(file => file.Length).ShouldBeLessThan(80_000_000);
        files.ShouldNotContain(file => file.Name.Contains("torch", StringComparison.OrdinalIgnoreCase) || file.Name.StartsWith("PerturbSeg.Training", StringComparison.Ordinal));
        string model = Path.Combine(Repository.Root, "models", "cars-32"), photo = Path.Combine(Repository.Root, "docs", "results", "fish-scenes.png");
        foreach (string named in (string[])[model, Path.Combine(model, "segmenter.onnx")])
        {
            File.Delete(mask);
            Repository.Run(Path.Combine(published, "SegmentPhoto"), packed.Folder, named, photo, mask).ShouldStartWith($"{mask}: ");
            File.ReadAllBytes(mask)[..4].ShouldBe([0x89, .. "PNG"u8]);
        }
    }

    [Fact]
    public void A_published_program_that_trains_brings_libtorch_and_runs_where_no_package_is()
    {
        SkipElsewhere();
        string folder = Path.Combine(packed.Folder, "Train");
        WriteFeed(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine(PerturbSeg.Torch.TorchRuntime.Version + \" \" + PerturbSeg.Training.Settings.Presets.Names[0]);");
        File.WriteAllText(Path.Combine(folder, "Train.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PerturbSeg.Runtime.linux-x64" Version="{packed.Version}" />
              </ItemGroup>
            </Project>
            """);
        Publish(folder);
        string published = Path.Combine(folder, "out"), configuration = Path.Combine(published, "Train.runtimeconfig.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace(".nuget", ".elsewhere", StringComparison.Ordinal));
        File.Exists(Path.Combine(published, "libtorch", "libtorch_cpu.so")).ShouldBeTrue();
        File.Exists(Path.Combine(published, "libtorch", "libtorch_python.so")).ShouldBeFalse();
        Repository.Run(Path.Combine(published, "Train"), packed.Folder).ShouldStartWith("2.");
    }

    [Theory]
    [InlineData("linux-x64", true)]
    [InlineData("osx-arm64", false)]
    [InlineData("win-x64", false)]
    public void Each_platform_has_a_package_that_depends_on_its_libtorch(string platform, bool staysInPlace)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"PerturbSeg.Runtime.{platform}.{packed.Version}.nupkg"));
        using Stream nuspec = package.GetEntry($"PerturbSeg.Runtime.{platform}.nuspec")!.Open();
        var dependencies = XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("exclude")?.Value ?? string.Empty);
        dependencies.Keys.ShouldBe(["PerturbSeg.Training", $"libtorch-cpu-{platform}"], ignoreOrder: true);
        dependencies[$"libtorch-cpu-{platform}"].Contains("Native", StringComparison.Ordinal).ShouldBe(staysInPlace);
        using var places = new StreamReader(package.GetEntry($"buildTransitive/net10.0/PerturbSeg.Runtime.{platform}.targets")!.Open());
        places.ReadToEnd().Contains("LibTorchInPlace.targets", StringComparison.Ordinal).ShouldBe(staysInPlace);
    }

    [Theory]
    [InlineData("PerturbSeg", "Microsoft.ML.OnnxRuntime", "NetVips", "NetVips.Native.linux-x64", "NetVips.Native.osx-arm64", "NetVips.Native.win-x64", "System.Numerics.Tensors")]
    [InlineData("PerturbSeg.Training", "PerturbSeg", "PerturbSeg.Torch", "Google.Protobuf")]
    [InlineData("PerturbSeg.Torch", "TorchSharp")]
    public void Packages_depend_on_what_they_use_and_none_on_libtorch(string name, params string[] dependencies)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Feed, $"{name}.{packed.Version}.nupkg"));
        using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        XElement[] told = [.. XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")];
        told.Select(element => element.Attribute("id")!.Value).ShouldBe(dependencies, ignoreOrder: true);
        told.Where(element => element.Attribute("id")!.Value.StartsWith("PerturbSeg", StringComparison.Ordinal)).ShouldAllBe(element => element.Attribute("version")!.Value == $"[{packed.Version}]"); // internals are used
    }

    private static void SkipElsewhere()
        => Assert.SkipUnless(Repository.Platform == "linux-x64", $"The packages were only ever run on linux-x64, and this is {Repository.Platform}.");

    private void Publish(string folder) => Repository.Run(
        "dotnet", folder, "publish", "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-o", "out", $"-p:PerturbSegVersion={packed.Version}", "-v:quiet");

    // As a reader would have it, but with this checkout's packages.
    private void CopySample(string folder)
    {
        WriteFeed(folder);
        foreach (string name in (string[])["Program.cs", "SegmentPhoto.csproj"])
            File.Copy(Path.Combine(Repository.Root, "samples", "SegmentPhoto", name), Path.Combine(folder, name));
    }

    private void WriteFeed(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="PerturbSeg" value="{packed.Feed}" />
              </packageSources>
            </configuration>
            """);
    }
}
