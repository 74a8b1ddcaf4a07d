using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Photos;

public sealed class EvaluationSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Photos_and_masks_are_paired_by_stem()
    {
        AddPair("b", 20, 10);
        AddPair("a", 12, 14);
        EvaluationSet set = EvaluationSet.Open(_folder.Root);
        set.Pairs.Select(pair => pair.Stem).ShouldBe(["a", "b"]);
        set.CheckSizes();
        (Photo photo, GreyImage mask) = set.Pairs[0].Load();
        (photo.Width, photo.Height, mask.Width, mask.Height).ShouldBe((12, 14, 12, 14));
        mask.Pixels[0].ShouldBe((byte)255);
        mask.Pixels[^1].ShouldBe((byte)0);
    }

    [Fact]
    public void Letters_with_accents_may_be_composed_in_one_name_and_not_in_the_other()
    {
        _folder.WritePhoto("images/caf\u00e9.jpg", 1, 10, 20);
        _folder.WriteMask("masks/cafe\u0301.png", 10, 20, (_, _) => true);
        EvaluationSet.Open(_folder.Root).Pairs.ShouldHaveSingleItem().Stem.ShouldBe("caf\u00e9");
    }

    [Fact]
    public void A_photo_without_a_mask_is_named()
    {
        AddPair("a", 12, 14);
        _folder.WritePhoto("images/lonely.jpg", 1);
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root)).Message.ShouldContain("lonely.jpg");
    }

    [Fact]
    public void A_mask_without_a_photo_is_named()
    {
        AddPair("a", 12, 14);
        _folder.WriteMask("masks/lonely.png", 8, 8, (_, _) => true);
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root)).Message.ShouldContain("lonely.png");
    }

    [Fact]
    public void Two_photos_of_one_stem_are_refused()
    {
        AddPair("a", 12, 14);
        _folder.WritePhoto("images/a.png", 1);
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root)).Message.ShouldContain("same stem");
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_naming_both_files()
    {
        _folder.WritePhoto("images/a.jpg", 1, 20, 10);
        _folder.WriteMask("masks/a.png", 10, 20, (_, _) => true);
        EvaluationSet set = EvaluationSet.Open(_folder.Root);
        foreach (Action check in new Action[] { set.CheckSizes, () => set.Pairs[0].Load() })
        {
            string message = Should.Throw<UserErrorException>(check).Message;
            message.ShouldContain("a.jpg");
            message.ShouldContain("a.png");
        }
    }

    [Fact]
    public void Unreadable_files_and_missing_or_empty_folders_are_named()
    {
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root)).Message.ShouldContain("images");
        Directory.CreateDirectory(_folder.At("images"));
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root)).Message.ShouldContain("no photos");
        _folder.Write("images/a.jpg", []);
        _folder.WriteMask("masks/a.png", 10, 20, (_, _) => true);
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root).Pairs[0].Load()).Message.ShouldContain("the file is empty");
    }

    private void AddPair(string stem, int width, int height)
    {
        _folder.WritePhoto($"images/{stem}.jpg", 1, width, height);
        _folder.WriteMask($"masks/{stem}.png", width, height, (x, _) => x < width / 2);
    }
}
