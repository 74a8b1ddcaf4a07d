using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Photos;

public sealed class OutputPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parts_are_removed_and_masks_of_photos_in_a_folder_of_that_name_stay()
    {
        _folder.Write("out/parts/a-mask.png", [1]);
        foreach (int number in (int[])[1, 2])
        {
            using var part = OutputPart.Begin(_folder.At("out"), new WorkShard(number, 2));
            part.Finish();
        }

        using (var parts = OutputParts.Open(_folder.At("out")))
            parts.Remove();
        Directory.GetFileSystemEntries(_folder.At("out/parts")).ShouldBe([_folder.At("out/parts/a-mask.png")]);
        OutputParts.EndRemoval(_folder.At("out")).ShouldBeFalse();
    }

    [Fact]
    public void A_removal_that_was_cut_off_is_ended_and_a_part_that_is_begun_again_is_none_that_was_joined()
    {
        Finish(2);
        _folder.Write("out/parts/.joined", []); // part 1 is gone already
        OutputParts.EndRemoval(_folder.At("out")).ShouldBeTrue();
        Directory.Exists(_folder.At("out/parts")).ShouldBeFalse();

        _folder.Write("out/parts/.joined", []);
        Finish(1);
        OutputParts.EndRemoval(_folder.At("out")).ShouldBeFalse();
        Should.Throw<UserErrorException>(() => OutputParts.Open(_folder.At("out"))).Message.ShouldContain("lacks part 2");
        Finish(2);
        OutputParts.Open(_folder.At("out")).Dispose();

        void Finish(int number)
        {
            using var part = OutputPart.Begin(_folder.At("out"), new WorkShard(number, 2));
            part.Finish();
        }
    }
}
