using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch.Tests.Native;

public sealed class OlderSystemTests
{
    [Fact]
    public void The_need_of_one_version_is_marked_as_weak_and_nothing_else_changes()
    {
        // Two entries of needed versions: GLIBCXX_3.4.31 and, 0x0297F842, GLIBCXX_3.4.32, each with its hash and its flags.
        byte[] image = [9, 9, 0x41, 0xF8, 0x97, 0x02, 0, 0, 3, 0, 0x42, 0xF8, 0x97, 0x02, 0, 0, 2, 0];
        OlderSystem.TryMarkWeak(image).ShouldBeTrue();
        image.ShouldBe([9, 9, 0x41, 0xF8, 0x97, 0x02, 0, 0, 3, 0, 0x42, 0xF8, 0x97, 0x02, 2, 0, 2, 0]);
    }

    [Fact]
    public void A_file_without_that_need_stays_as_it_is()
    {
        byte[] image = [0x7F, (byte)'E', (byte)'L', (byte)'F', 0x42, 0xF8, 0x97];
        byte[] before = [.. image];
        OlderSystem.TryMarkWeak(image).ShouldBeFalse();
        image.ShouldBe(before);
    }

    [Fact]
    public void A_file_that_does_not_load_so_either_is_refused_by_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems need no such load.");
        using var temporary = new TemporaryFile([1, 2, 3]);
        Should.Throw<DllNotFoundException>(() => OlderSystem.Load(temporary.FilePath)).Message.ShouldContain(Path.GetFileName(temporary.FilePath));
    }

    /// <summary>What TorchSharp ships asks for the version: where that changes, the load above has done its work and can go.</summary>
    [Fact]
    public void TorchSharps_own_file_has_the_need()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such file.");
        string bridge = TorchFolder.OfApplication().Select(folder => Path.Combine(folder, TorchFiles.Bridge)).First(File.Exists);
        OlderSystem.TryMarkWeak(File.ReadAllBytes(bridge)).ShouldBeTrue();
    }
}
