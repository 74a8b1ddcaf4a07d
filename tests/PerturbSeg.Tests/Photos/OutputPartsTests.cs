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
    }
}
