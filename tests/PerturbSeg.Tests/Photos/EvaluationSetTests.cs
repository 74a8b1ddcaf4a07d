using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
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
        set.CheckSizes(TestContext.Current.CancellationToken);
        (Photo photo, GreyImage mask) = set.Pairs[0].Load();
        (photo.Width, photo.Height, mask.Width, mask.Height).ShouldBe((12, 14, 12, 14));
        mask.Pixels[0].ShouldBe((byte)255);
        mask.Pixels[^1].ShouldBe((byte)0);
    }

    [Fact]
    public void Equal_masks_that_are_kept_as_one_file_with_several_names_are_masks_of_their_photos()
    {
        AddPair("1", 4, 3);
        _folder.WritePhoto("images/2.png", 1, width: 4, height: 3);
        File.CreateSymbolicLink(_folder.At("masks/2.png"), Directory.GetFiles(_folder.At("masks"))[0]);
        File.CreateSymbolicLink(_folder.At("images/latest.jpg"), _folder.At("images/1.jpg"));
        File.CreateSymbolicLink(_folder.At("images/1.jpeg"), _folder.At("images/1.jpg"));
        EvaluationSet.Open(_folder.Root).Pairs.Select(pair => (pair.Stem, Path.GetFileName(pair.PhotoPath))).ShouldBe([("1", "1.jpg"), ("2", "2.png")]);
    }

    [Fact]
    public void Letters_with_accents_may_be_composed_in_one_name_and_not_in_the_other()
    {
        _folder.WritePhoto("images/caf\u00e9.jpg", 1, 10, 20);
        _folder.WriteMask("masks/cafe\u0301.png", 10, 20, (_, _) => true);
        EvaluationSet.Open(_folder.Root).Pairs.ShouldHaveSingleItem().Stem.ShouldBe("caf\u00e9");
    }

    [Fact]
    public void Subfolders_such_as_those_of_classes_are_paired_and_what_is_left_out_is_named()
    {
        AddPair("cats/1", 12, 14);
        AddPair("dogs/1", 12, 14);
        _folder.Write("images/cats/raw.cr2", [1]);
        _folder.WritePhoto("images/@eaDir/1.jpg", 2);
        EvaluationSet set = EvaluationSet.Open(_folder.Root);
        set.Pairs.Select(pair => pair.Stem).ShouldBe(["cats/1", "dogs/1"]);
        set.LeftOut.Select(kind => kind.Name).ShouldBe(["*.cr2", "@eaDir"], ignoreOrder: true);
        _folder.WritePhoto("images/dogs/2.jpg", 1);
        Should.Throw<UserErrorException>(() => EvaluationSet.Open(_folder.Root)).Message.ShouldContain("dogs/2.jpg");
    }

    [Theory]
    [InlineData(1, null, 4, 0)]
    [InlineData(2, 255, 8, 4)]
    [InlineData(7, 1, 0, 4)]
    public void A_number_of_a_palette_or_a_grey_level_is_the_object_where_it_is_asked_for(int value, int? ignored, int objects, int left)
    {
        // 4 pixels of 0, 4 of 1, 8 of 2, 4 of 255.
        byte[] numbers = [.. Enumerable.Repeat((byte)0, 4), .. Enumerable.Repeat((byte)1, 4), .. Enumerable.Repeat((byte)2, 8), .. Enumerable.Repeat((byte)255, 4)];
        using (FileStream palette = File.Create(_folder.Write("masks/palette.png", [])))
            IndexedPngFile.Write(palette, 4, 5, VocPalette.Colors, numbers);
        _folder.Write("masks/grey.png", HandMadePng.Assemble(4, 5, 8, HandMadePng.Grey, [.. numbers.Chunk(4)]));
        _folder.Write("masks/deep.png", HandMadePng.Assemble(4, 5, 16, HandMadePng.Grey, [.. numbers.Chunk(4).Select(row => row.SelectMany(number => (byte[])[0, number]).ToArray())]));
        foreach (string name in (string[])["palette", "grey", "deep"])
            _folder.WritePhoto($"images/{name}.png", 1, 4, 5);
        EvaluationSet set = EvaluationSet.Open(_folder.Root).ReadBy(new MaskValues(value, ignored));
        foreach (EvaluationPair pair in set.Pairs)
        {
            LoadedPair loaded = pair.Load();
            loaded.Mask.Pixels.Count(pixel => pixel == 255).ShouldBe(objects, pair.Stem);
            (loaded.Ignored?.Count(pixel => pixel) ?? 0).ShouldBe(left, pair.Stem);
            string.Join(' ', loaded.Labels.Order()).ShouldBe("0 1 2 255", pair.Stem);
        }
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 3, 1)]
    [InlineData(4, 5, 1)]
    public void Grey_levels_of_few_bits_are_the_numbers_of_the_file(int bits, int value, int objects)
    {
        int[] numbers = bits == 1 ? [0, 1, 0, 1] : [0, 1, value, 2];
        byte[] row = new byte[(4 * bits + 7) / 8];
        for (int i = 0; i < 4; i++)
            row[i * bits / 8] |= (byte)(numbers[i] << (8 - bits - (i * bits % 8)));
        _folder.Write("masks/few.png", HandMadePng.Assemble(4, 1, (byte)bits, HandMadePng.Grey, row));
        _folder.WritePhoto("images/few.png", 1, 4, 1);
        LoadedPair loaded = EvaluationSet.Open(_folder.Root).ReadBy(new MaskValues(value)).Pairs[0].Load();
        loaded.Mask.Pixels.Count(pixel => pixel == 255).ShouldBe(objects);
        loaded.Labels.Order().ShouldBe(numbers.Distinct().Order().Select(number => (ushort)number));
    }

    [Fact]
    public void Numbers_are_refused_where_a_file_does_not_keep_them()
    {
        AddPair("a", 12, 14);
        File.Copy(_folder.At("images/a.jpg"), _folder.At("masks/a.jpg"));
        File.Delete(_folder.At("masks/a.png"));
        EvaluationPair pair = EvaluationSet.Open(_folder.Root).ReadBy(new MaskValues(1)).Pairs[0];
        Should.Throw<UserErrorException>(() => pair.Load()).Message.ShouldContain("PNG and TIFF");
        Should.Throw<UserErrorException>(() => new MaskValues(70_000)).Message.ShouldContain("65535");
        Should.Throw<UserErrorException>(() => new MaskValues(3, 3)).Message.ShouldContain("two values");
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
        foreach (Action check in new Action[] { () => set.CheckSizes(), () => set.CheckPairs(2), () => set.Pairs[0].Load() })
        {
            string message = Should.Throw<UserErrorException>(check).Message;
            message.ShouldContain("a.jpg");
            message.ShouldContain("a.png");
        }
    }

    [Fact]
    public void The_first_pair_that_cannot_be_decoded_is_named_before_anything_is_evaluated()
    {
        foreach (string stem in (string[])["a", "b", "c", "d"])
            AddPair(stem, 12, 14);
        EvaluationSet set = EvaluationSet.Open(_folder.Root);
        set.CheckPairs(2, TestContext.Current.CancellationToken);
        foreach (string stem in (string[])["b", "d"])
        {
            string mask = _folder.At($"masks/{stem}.png");
            File.WriteAllBytes(mask, File.ReadAllBytes(mask)[..^20]);
        }

        set.CheckSizes(TestContext.Current.CancellationToken); // headers are whole
        Should.Throw<UserErrorException>(() => set.CheckPairs(2)).Message.ShouldContain("b.png");
        Should.Throw<OperationCanceledException>(() => set.CheckPairs(2, new CancellationToken(canceled: true)));
        Should.Throw<OperationCanceledException>(() => set.CheckSizes(new CancellationToken(canceled: true)));
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
