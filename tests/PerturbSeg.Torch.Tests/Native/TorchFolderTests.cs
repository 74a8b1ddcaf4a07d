using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch.Tests.Native;

public sealed class TorchFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    [Theory]
    [InlineData("version.py", "__version__ = '2.10.0+cu128'\ndebug = False\n")]
    [InlineData("build-version", "2.10.1+cpu\n")]
    [InlineData("readme.txt", "no word of a version")]
    public void A_named_installation_gives_its_libraries(string file, string text)
    {
        string libraries = Library(Path.Combine(_folder, "lib"));
        File.WriteAllText(Path.Combine(_folder, file), text);
        TorchFolder.Named(_folder).ShouldBe(libraries);
        TorchFolder.Named(libraries).ShouldBe(libraries);
    }

    [Theory]
    [InlineData("version.py", "__version__ = '2.5.1+cu124'", "2.5")]
    [InlineData("build-version", "1.13.1+cpu", "1.13")]
    [InlineData("build-version", "2.11.0", "2.11")]
    public void Another_release_is_refused_before_it_can_end_the_process(string file, string text, string release)
    {
        Library(Path.Combine(_folder, "lib"));
        File.WriteAllText(Path.Combine(_folder, file), text);
        string message = Should.Throw<TorchLoadException>(() => TorchFolder.Named(_folder)).Message;
        message.ShouldContain($"of release {release}:");
        message.ShouldContain(_folder);
    }

    [Fact]
    public void A_folder_without_libtorch_is_named_with_the_mend()
        => Should.Throw<TorchLoadException>(() => TorchFolder.Named(_folder)).Message
            .ShouldBe($"PERTURBSEG_LIBTORCH is '{_folder}', which has no lib/{TorchFiles.LibTorch}: name the torch folder of a PyTorch 2.10, or an unpacked libtorch 2.10.");

    [Fact]
    public void A_second_libtorch_among_the_programs_own_files_is_refused()
    {
        string named = Library(Path.Combine(_folder, "named")), own = Library(Path.Combine(_folder, "own"));
        TorchFolder.Alone(named, [_folder]).ShouldBe(named);
        TorchFolder.Alone(named, [named]).ShouldBe(named);
        TorchFolder.Alone(named, [named + Path.DirectorySeparatorChar]).ShouldBe(named, "as the runtime names folders");
        string message = Should.Throw<TorchLoadException>(() => TorchFolder.Alone(named, [_folder, own])).Message;
        message.ShouldContain(named);
        message.ShouldContain(own);
    }

    [Fact]
    public void The_one_that_these_tests_run_on_is_found()
        => File.Exists(Path.Combine(TorchFolder.Found(TorchFolder.OfApplication()), TorchFiles.LibTorch)).ShouldBeTrue();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Library(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, TorchFiles.LibTorch), string.Empty);
        return folder;
    }
}
