using System.IO.Compression;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class PackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Photos_are_packed_in_the_ordinal_order_of_their_names()
    {
        _folder.WritePhoto("photos/b.jpg", 2);
        _folder.WritePhoto("photos/B.png", 1);
        _folder.WritePhoto("photos/sub/a.webp", 3);
        _folder.Write("photos/notes.txt", [1]);
        PackReport report = Pack("photos");
        report.Count.ShouldBe(3);
        report.Skipped.ShouldBeEmpty();
        using PackedSet set = PackedSet.Open(report.Path);
        set.Names.ShouldBe(["B.png", "b.jpg", "sub/a.webp"]);
        (set.Count, set.Side, set.Resolution, set.Fit, set.HasMasks).ShouldBe((3, 18, 16, PackFit.Stretch, false));
        for (int i = 0; i < 3; i++)
        {
            set.Image(i).Length.ShouldBe(3 * 18 * 18);
            Math.Abs(set.Image(i)[0] - (10 * (i + 1))).ShouldBeLessThanOrEqualTo(3);
            Math.Abs(set.Image(i)[18 * 18] - 100).ShouldBeLessThanOrEqualTo(3);
            Math.Abs(set.Image(i)[(3 * 18 * 18) - 1] - 50).ShouldBeLessThanOrEqualTo(3);
        }
    }

    [Fact]
    public void Every_format_is_packed_from_folders_and_zips()
    {
        string[] names = ["a.jpg", "b.jpe", "c.jfif", "d.png", "e.webp", "f.gif", "g.tif", "h.tiff", "i.avif", "j.heif"];
        foreach (string name in names)
            _folder.WritePhoto($"photos/{name}", 7);
        ZipFile.CreateFromDirectory(_folder.At("photos"), _folder.At("photos.zip"));
        foreach (string source in (string[])["photos", "photos.zip"])
        {
            PackReport report = Pack(source);
            report.Skipped.ShouldBeEmpty();
            using PackedSet set = PackedSet.Open(report.Path);
            set.Names.ShouldBe(names);
            for (int i = 0; i < set.Count; i++)
                Math.Abs(set.Image(i)[0] - 70).ShouldBeLessThanOrEqualTo(4, names[i]);
        }
    }

    [Fact]
    public void Parts_hold_every_photo_once()
    {
        for (int i = 0; i < 7; i++)
            _folder.WritePhoto($"photos/{i}.png", i);
        CancellationToken ending = TestContext.Current.CancellationToken;
        using IPhotoSource source = PhotoSources.Open(_folder.At("photos"), cancellation: ending);
        for (int number = 1; number <= 3; number++)
        {
            var part = new WorkShard(number, 3);
            var options = new PackOptions { Resolution = 16, Limit = 6, Shard = part };
            Packer.Pack([source], PackedSetParts.PathOf(_folder.At("set"), part), options, cancellation: ending).Count.ShouldBe(2);
        }

        using PackedSet set = PackedSet.Open(_folder.At("set"));
        set.Names.ShouldBe(["0.png", "3.png", "1.png", "4.png", "2.png", "5.png"]);
    }

    [Fact]
    public void The_number_of_threads_does_not_show_in_the_file()
    {
        for (int i = 0; i < 25; i++)
            _folder.WritePhoto($"photos/{i}.jpg", i, 20 + i, 40 - i);
        _folder.Write("photos/13x.jpg", [0xFF, 0xD8, 0xFF, 1]);
        byte[] alone = File.ReadAllBytes(Pack("photos", options => options with { Threads = 1 }).Path);
        byte[] together = File.ReadAllBytes(Pack("photos", options => options with { Threads = 7 }).Path);
        together.ShouldBe(alone);
    }

    [Fact]
    public void Files_that_cannot_be_used_are_skipped_with_a_reason()
    {
        _folder.WritePhoto("photos/good.jpg", 1);
        byte[] jpeg = PhotoEncoder.Encode(TestPhotos.Noise(64, 64, 1), PhotoFormat.Jpeg);
        _folder.Write("photos/cut.jpg", jpeg[..(jpeg.Length / 2)]);
        _folder.Write("photos/empty.jpg", []);
        _folder.Write("photos/huge.png", HandMadePng.Assemble(30000, 30000, 8, HandMadePng.Rgb, [0]));
        _folder.WritePhoto("photos/one.png", 1, 1, 1);
        _folder.Write("photos/text.jpg", "hello"u8.ToArray());
        PackReport report = Pack("photos");
        report.Count.ShouldBe(1);
        report.Skipped.Select(photo => photo.Name).ShouldBe(["cut.jpg", "empty.jpg", "huge.png", "one.png", "text.jpg"]);
        report.Skipped[0].Reason.ShouldContain("damaged or cut short");
        report.Skipped[1].Reason.ShouldBe("the file is empty, or no ordinary file");
        report.Skipped[2].Reason.ShouldContain("more than the limit");
        report.Skipped[3].Reason.ShouldContain("at least 8");
        report.Skipped[4].Reason.ShouldBe("the file is not a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIF");
    }

    [Fact]
    public void A_strict_pack_refuses_the_first_bad_file_and_leaves_nothing()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        _folder.Write("photos/b.jpg", []);
        Should.Throw<UserErrorException>(() => Pack("photos", options => options with { Strict = true })).Message.ShouldContain("'b.jpg'");
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_without_photos_is_a_user_error()
    {
        Directory.CreateDirectory(_folder.At("photos"));
        Should.Throw<UserErrorException>(() => Pack("photos")).Message.ShouldContain("no photo in 'photos'");
        _folder.Write("photos/notes.txt", [1]);
        Should.Throw<UserErrorException>(() => Pack("photos")).Message.ShouldContain("no photo in 'photos'");
        Should.Throw<UserErrorException>(() => Pack("nowhere")).Message.ShouldContain("nowhere");
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_of_bad_photos_alone_is_a_user_error()
    {
        _folder.Write("photos/a.jpg", []);
        Should.Throw<UserErrorException>(() => Pack("photos")).Message.ShouldContain("the file is empty");
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Masks_are_packed_with_their_photos()
    {
        _folder.WritePhoto("set/images/a.jpg", 1, 48, 32);
        _folder.WriteMask("set/masks/a.png", 48, 32, (x, _) => x < 24);
        using PackedSet set = PackedSet.Open(Pack("set").Path);
        set.HasMasks.ShouldBeTrue();
        ReadOnlySpan<byte> mask = set.Mask(0);
        mask.Length.ShouldBe(18 * 18);
        for (int i = 0; i < mask.Length; i++)
            mask[i].ShouldBe(i % 18 < 9 ? (byte)255 : (byte)0, $"place {i}");
    }

    [Theory]
    [InlineData(PackFit.Stretch)]
    [InlineData(PackFit.Crop)]
    public void Masks_can_be_those_that_a_segmenter_finds(PackFit fit)
    {
        PngFile.Save(_folder.At("photos/a.png"), 48, 24, 3, TestPhotos.LeftRight(48, 24, (250, 20, 20), (10, 20, 20)).Pixels);
        PngFile.Save(_folder.At("photos/b.png"), 24, 48, 3, TestPhotos.LeftRight(24, 48, (10, 20, 20), (250, 20, 20)).Pixels);
        using IPhotoSource opened = Open(_folder.At("photos"));
        PackReport report = Packer.Pack(
            [opened], _folder.At("out.safetensors"), new PackOptions { Resolution = 16, Fit = fit }, masksBy: new RedThings(), cancellation: TestContext.Current.CancellationToken);
        report.HasMasks.ShouldBeTrue();
        using PackedSet set = PackedSet.Open(report.Path);
        for (int photo = 0; photo < 2; photo++)
        {
            byte[] red = [.. set.Image(photo)[..(set.Side * set.Side)].ToArray().Select(value => value >= 130 ? (byte)255 : (byte)0)];
            set.Mask(photo).ToArray().ShouldBe(red);
        }
    }

    [Fact]
    public void A_mask_of_another_size_skips_its_photo()
    {
        _folder.WritePhoto("set/images/a.jpg", 1, 48, 32);
        _folder.WriteMask("set/masks/a.png", 48, 32, (x, _) => x < 24);
        _folder.WritePhoto("set/images/b.jpg", 1, 48, 32);
        _folder.WriteMask("set/masks/b.png", 32, 32, (x, _) => x < 24);
        PackReport report = Pack("set");
        report.Count.ShouldBe(1);
        report.Skipped[0].Reason.ShouldContain("32×32");
    }

    [Fact]
    public void Sources_follow_one_another_and_masks_are_left_out_where_one_has_none()
    {
        _folder.WritePhoto("set/images/a.jpg", 1);
        _folder.WriteMask("set/masks/a.png", 24, 16, (_, _) => true);
        string single = _folder.WritePhoto("b.png", 2);
        string zip = _folder.At("more.zip");
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(single, "z/c.png");
            archive.CreateEntryFromFile(single, "__MACOSX/z/._c.png");
        }

        PackReport report = Packer.Pack(
            [Open(_folder.At("set")), Open(single), Open(zip)],
            _folder.At("out.safetensors"),
            new PackOptions { Resolution = 16 },
            cancellation: TestContext.Current.CancellationToken);
        (report.HasMasks, report.MasksLeftOut).ShouldBe((false, true));
        using PackedSet set = PackedSet.Open(report.Path);
        set.Names.ShouldBe(["a.jpg", "b.png", "z/c.png"]);
    }

    [Fact]
    public void A_file_that_is_no_zip_is_a_user_error()
        => Should.Throw<UserErrorException>(() => PhotoSources.Open(_folder.Write("a.zip", [1, 2, 3]))).Message.ShouldContain("not a sound zip");

    [Fact]
    public void What_a_zip_calls_its_files_does_not_matter_and_masks_in_it_are_no_photos()
    {
        string photo = _folder.WritePhoto("a.jpg", 1), mask = _folder.WriteMask("a.png", 24, 16, (x, _) => x < 8);
        using (ZipArchive archive = ZipFile.Open(_folder.At("set.zip"), ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(photo, "./images/a.jpg");
            archive.CreateEntryFromFile(mask, "./masks/a.png");
            archive.CreateEntryFromFile(photo, "./b.jpg");
            archive.CreateEntryFromFile(photo, ".hidden/c.jpg");
        }

        PackReport report = Pack("set.zip");
        using PackedSet set = PackedSet.Open(report.Path);
        set.Names.ShouldBe(["b.jpg", "images/a.jpg"]);
        report.LeftOut.ShouldHaveSingleItem().ShouldBe(new SkippedPhoto("set.zip", "masks", "masks of the photos in images"));
        report.Kinds.ShouldBe(new Dictionary<string, int> { [".jpg"] = 2 });
    }

    [Fact]
    public void Of_a_folder_whose_masks_are_not_wanted_the_photos_are_packed_alone_and_some_may_have_none()
    {
        _folder.WritePhoto("photos/images/a.jpg", 1);
        _folder.WritePhoto("photos/images/b.jpg", 2);
        _folder.WritePhoto("photos/masks/a.png", 3);
        Should.Throw<UserErrorException>(() => PhotoSources.Open(_folder.At("photos"), cancellation: TestContext.Current.CancellationToken).Dispose());
        using IPhotoSource source = PhotoSources.Open(_folder.At("photos"), withMasks: false, TestContext.Current.CancellationToken);
        (source.HasMasks, source.Count).ShouldBe((false, 2));
        source.LeftOut.ShouldHaveSingleItem().Reason.ShouldBe("masks of the photos in images");
    }

    [Fact]
    public void An_encrypted_file_in_a_zip_is_called_so()
    {
        string photo = _folder.WritePhoto("a.jpg", 1);
        using (ZipArchive archive = ZipFile.Open(_folder.At("set.zip"), ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(photo, "a.jpg");
            archive.CreateEntryFromFile(photo, "b.jpg");
        }

        byte[] zip = File.ReadAllBytes(_folder.At("set.zip")); // bit 0 of the flags of the first file, here and in the directory at the end
        zip[6] |= 1;
        int directory = zip.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x4b, 1, 2]);
        zip[directory + 8] |= 1;
        File.WriteAllBytes(_folder.At("set.zip"), zip);
        PackReport report = Pack("set.zip");
        report.Count.ShouldBe(1);
        report.Skipped.ShouldHaveSingleItem().Reason.ShouldContain("encrypted");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_is_no_photo_and_is_not_waited_for(bool isLink)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes are files on Linux");
        _folder.WritePhoto("photos/a.jpg", 1);
        using (var make = System.Diagnostics.Process.Start("mkfifo", [_folder.At("photos/x.jpg")]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (isLink)
        {
            Directory.CreateDirectory(_folder.At("elsewhere"));
            File.Move(_folder.At("photos/x.jpg"), _folder.At("elsewhere/pipe"));
            File.CreateSymbolicLink(_folder.At("photos/x.jpg"), _folder.At("elsewhere/pipe"));
        }

        PackReport report = await Task.Run(() => Pack("photos"), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        report.Count.ShouldBe(1);
        report.Skipped.ShouldHaveSingleItem().ShouldBe(new SkippedPhoto("photos", "x.jpg", "the file is empty, or no ordinary file"));
    }

    [Fact]
    public void Outputs_and_files_of_other_formats_are_counted_and_not_packed()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        _folder.WritePhoto("photos/a-mask.png", 2);
        _folder.Write("photos/b.bmp", [1]);
        PackReport report = Pack("photos", options => options with { Strict = true });
        report.Count.ShouldBe(1);
        report.LeftOut.Select(left => left.Name).ShouldBe(["*-mask.png", "*.bmp"]);
        report.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Cancelling_leaves_nothing_behind()
    {
        for (int i = 0; i < 10; i++)
            _folder.WritePhoto($"photos/{i}.jpg", i);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var source = new PhotoFolder(_folder.At("photos"));
        Should.Throw<OperationCanceledException>(() => Packer.Pack(
            [source], _folder.At("out.safetensors"), new PackOptions { Resolution = 16 }, cancellation: cancellation.Token));
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Cancelling_half_way_waits_for_the_photos_being_decoded_and_leaves_nothing_behind()
    {
        string photo = _folder.WritePhoto("photos/0.jpg", 1);
        for (int i = 1; i < 60; i++)
            File.Copy(photo, _folder.At($"photos/{i}.jpg"));
        using var cancellation = new CancellationTokenSource();
        using var source = new PhotoFolder(_folder.At("photos"));
        var stopAtThird = new TinyTraining.Reports(progress =>
        {
            if (progress.Done == 3)
                cancellation.Cancel();
        });
        Should.Throw<OperationCanceledException>(() => Packer.Pack(
            [source], _folder.At("out.safetensors"), new PackOptions { Resolution = 16, Threads = 2 }, progress: stopAtThird, cancellation: cancellation.Token));
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(1024, true)]
    [InlineData(4, false)]
    [InlineData(48, false)]
    [InlineData(2048, false)]
    public void Packing_takes_the_resolutions_that_training_takes(int resolution, bool taken)
    {
        Action pack = new PackOptions { Resolution = resolution }.Validate;
        Action train = new NetworkOptions { Resolution = resolution }.Validate;
        foreach (Action check in new[] { pack, train })
        {
            if (taken)
                check();
            else
                Should.Throw<UserErrorException>(check).Message.ShouldStartWith($"Resolution {resolution} is not a power of two from 8 to 1024");
        }
    }

    [Theory]
    [InlineData(32, 36)]
    [InlineData(64, 72)]
    [InlineData(100, 113)]
    [InlineData(128, 144)]
    public void The_packed_side_is_a_ninth_eighth_of_the_resolution_rounded_up(int resolution, int side)
        => PackOptions.SideFor(resolution).ShouldBe(side);

    [Fact]
    public void An_output_that_cannot_be_written_is_told_before_any_work()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        string file = _folder.Write("file", [1]);
        Refusal<UserErrorException>(Path.Combine(file, "out.safetensors")).ShouldContain($"'{file}' is a file");
        Refusal<UserErrorException>(_folder.Root).ShouldContain($"'{_folder.Root}' is a folder");
        Refusal<FileWriteException>("/proc/out.safetensors").ShouldContain("'/proc/out.safetensors' cannot be written");

        string Refusal<T>(string output)
            where T : Exception
        {
            using var source = new PhotoFolder(_folder.At("photos"));
            return Should.Throw<T>(() => Packer.Pack([source], output, new PackOptions { Resolution = 16 }, cancellation: TestContext.Current.CancellationToken)).Message;
        }
    }

    private sealed class RedThings : IPhotoSegmenter
    {
        public int PhotosAtOnce => 1;

        public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
            => [.. photos.Select(photo => new Mask(photo.Width, photo.Height, [.. photo.Pixels.Chunk(3).Select(pixel => pixel[0] > 130 ? 1f : 0f)]))];
    }

    private static IPhotoSource Open(string path) => PhotoSources.Open(path, cancellation: TestContext.Current.CancellationToken);

    private PackReport Pack(string source, Func<PackOptions, PackOptions>? change = null)
    {
        var options = new PackOptions { Resolution = 16 };
        using IPhotoSource opened = Open(_folder.At(source));
        return Packer.Pack(
            [opened],
            _folder.At("out.safetensors"),
            change is null ? options : change(options),
            cancellation: TestContext.Current.CancellationToken);
    }
}
