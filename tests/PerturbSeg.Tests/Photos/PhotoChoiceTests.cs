using PerturbSeg.Photos;

namespace PerturbSeg.Tests.Photos;

public sealed class PhotoChoiceTests
{
    [Fact]
    public void Thumbnails_of_programs_are_no_photos()
        => Choose("a.jpg", "@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg", "sub/@eaDir/b.jpg", "thumbs-up/c.jpg")
            .ShouldBe(["a.jpg", "thumbs-up/c.jpg", "@eaDir: thumbnails that a program keeps, 2 files"]);

    [Fact]
    public void Masks_beside_images_are_no_photos()
        => Choose("set/images/1.jpg", "set/images/2.jpg", "set/masks/1.png", "set/masks/2.png", "masks/carnival.jpg")
            .ShouldBe(["set/images/1.jpg", "set/images/2.jpg", "masks/carnival.jpg", "set/masks: masks of the photos in images, 2 files"]);

    [Fact]
    public void What_segment_made_is_no_photo_where_its_photo_is_there()
        => Choose("a.jpg", "a-mask.png", "a-cutout.png", "venice-mask.png", "sub/b.jpg", "sub/b-mask.png")
            .ShouldBe(["a.jpg", "venice-mask.png", "sub/b.jpg", "*-cutout.png: made of photos that are there too", "*-mask.png: made of photos that are there too, 2 files"]);

    [Fact]
    public void What_segment_put_into_a_folder_among_the_photos_is_none_either()
        => Choose("a.jpg", "sub/b.jpg", "sub/b.png", "masks/a-mask.png", "masks/sub/b.jpg-mask.png", "sub/out/b-overlay.png", "other/c-mask.png", "other/sub/d-mask.png")
            .ShouldBe(["a.jpg", "sub/b.jpg", "sub/b.png", "other/c-mask.png", "other/sub/d-mask.png", "*-mask.png: made of photos that are there too, 2 files", "*-overlay.png: made of photos that are there too"]);

    [Fact]
    public void Files_that_are_no_photos_by_their_names_are_counted_but_for_notes_beside_them()
        => Choose("a.jpg", "b.jpg?w=640&id=17", "3f2a", "frame.000123", "clip.MP4", "notes.txt", "labels/a.json")
            .ShouldBe(["a.jpg", "*.mp4: no photos by their names", "files without an ending: no photos by their names, 3 files"]);

    [Fact]
    public void A_name_of_thousands_of_folders_takes_no_time()
        => Choose(string.Concat(Enumerable.Repeat("a/", 30_000)) + "b-mask.png").ShouldHaveSingleItem();

    [Fact]
    public void Pictures_of_formats_that_are_not_read_are_counted()
        => Choose("a.jpg", "old.BMP", "raw.nef", "other.nef", "notes.txt", "b.jfif")
            .ShouldBe(["a.jpg", "b.jfif", "*.bmp: of a format that is not read", "*.nef: of a format that is not read, 2 files"]);

    // The photos, then what was left out.
    private static string[] Choose(params string[] names)
    {
        PhotoChoice choice = PhotoChoice.Of("set", names);
        choice.LeftOut.ShouldAllBe(left => left.Source == "set");
        return [.. choice.Photos, .. choice.LeftOut.Select(left => $"{left.Name}: {left.Reason}")];
    }
}
