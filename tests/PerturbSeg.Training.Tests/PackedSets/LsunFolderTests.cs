using System.Buffers.Binary;
using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.PackedSets.Lmdb;
using PerturbSeg.Training.Tests.PackedSets.Lmdb;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class LsunFolderTests : IDisposable
{
    private const int PageSize = 4096;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2000)]
    public void Values_come_whole_and_in_the_order_of_their_keys(int count)
    {
        Dictionary<string, byte[]> written = Write(count);
        using IPhotoSource source = PhotoSources.Open(_folder.At("lmdb"), cancellation: TestContext.Current.CancellationToken);
        source.Count.ShouldBe(count);
        source.Name.ShouldBe("lmdb");
        for (int pass = 0; pass < 2; pass++)
        {
            (string Name, byte[] File)[] read = Read(source);
            read.Select(photo => photo.Name).ShouldBe(written.Keys.Order(StringComparer.Ordinal));
            read.ShouldAllBe(photo => photo.File.SequenceEqual(written[photo.Name]));
        }
    }

    [Fact]
    public void A_read_only_file_without_a_lock_file_is_read_and_its_folder_left_as_it_is()
    {
        Write(3);
        string file = LmdbDatabase.FileIn(_folder.At("lmdb"));
        File.SetAttributes(file, FileAttributes.ReadOnly);
        using (var source = new LsunFolder(_folder.At("lmdb")))
            Read(source).Length.ShouldBe(3);
        Directory.GetFiles(_folder.At("lmdb")).ShouldBe([file]);
    }

    [Fact]
    public void Jpegs_and_webps_in_it_are_packed_and_a_limit_takes_the_first_keys()
    {
        LmdbWriter.Write(_folder.At("lmdb"), Enumerable.Range(0, 6).Select(i => (
            $"{9 - i}", PhotoEncoder.Encode(TestPhotos.Plain(24, 16, (byte)(10 * i), 100, 50), i % 2 == 0 ? PhotoFormat.Jpeg : PhotoFormat.WebP))));
        using var source = new LsunFolder(_folder.At("lmdb"));
        PackReport report = Packer.Pack(
            [source, source], _folder.At("set"), new PackOptions { Resolution = 16, Limit = 4 }, cancellation: TestContext.Current.CancellationToken);
        (report.Count, report.Limit, report.Skipped.Count).ShouldBe((8, 4, 0));
        using PackedSet set = PackedSet.Open(_folder.At("set"));
        set.Names.ShouldBe(["4", "5", "6", "7", "4", "5", "6", "7"]);
        set.Metadata["limit"].ShouldBe("4");
        Math.Abs(set.Image(0)[0] - 50).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void An_empty_database_is_a_user_error()
    {
        LmdbWriter.Write(_folder.At("lmdb"), []);
        Refusal().ShouldContain("holds no photos");
    }

    [Fact]
    public void A_file_cut_short_is_refused_before_it_is_read()
    {
        Write(50);
        byte[] whole = File.ReadAllBytes(LmdbDatabase.FileIn(_folder.At("lmdb")));
        foreach (int length in new[] { 0, 100, PageSize, PageSize + 100, 2 * PageSize, whole.Length / 2, whole.Length - PageSize, whole.Length - 1 })
        {
            File.WriteAllBytes(LmdbDatabase.FileIn(_folder.At("lmdb")), whole[..length]);
            Refusal().ShouldContain("cannot be used", Case.Sensitive, $"{length} bytes");
        }
    }

    [Fact]
    public void Another_version_of_the_format_is_named()
    {
        Write(3);
        Change(file => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(PageSize + 20), 2));
        Refusal().ShouldContain("its format has version 2, and that of LMDB 0.9 is version 1; write it anew with mdb_dump and mdb_load of LMDB 0.9.");
    }

    [Fact]
    public void A_file_of_another_kind_is_told()
    {
        _folder.Write("lmdb/data.mdb", new byte[3 * PageSize]);
        Refusal().ShouldContain("it is no LMDB file");
    }

    // Every page of the tree in turn is filled with noise, zeros or ones, or has bytes changed here and there.
    [Fact]
    public void Damage_anywhere_is_a_user_error_or_a_photo_that_is_not_one_and_never_ends_the_process()
    {
        Write(300);
        byte[] whole = File.ReadAllBytes(LmdbDatabase.FileIn(_folder.At("lmdb")));
        var random = new Random(5);
        int refused = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            byte[] damaged = [.. whole];
            Span<byte> page = damaged.AsSpan(PageSize * random.Next(whole.Length / PageSize), PageSize);
            switch (trial % 4)
            {
                case 0: random.NextBytes(page); break;
                case 1: page.Clear(); break;
                case 2: page[16..].Fill(0xFF); break;
                default: page[random.Next(trial % 8 == 3 ? 80 : PageSize)] ^= (byte)(1 << random.Next(8)); break;
            }

            File.WriteAllBytes(LmdbDatabase.FileIn(_folder.At("lmdb")), damaged);
            try
            {
                using var source = new LsunFolder(_folder.At("lmdb"));
                Read(source);
            }
            catch (UserErrorException told)
            {
                told.Message.ShouldContain("data.mdb");
                refused++;
            }
            catch (InvalidDataException unusable)
            {
                unusable.Message.ShouldContain("of data.mdb");
            }
        }

        refused.ShouldBeGreaterThan(20);
    }

    private static (string Name, byte[] File)[] Read(IPhotoSource source)
        => [.. source.Photos().Select(photo => (photo.Name, ((PhotoContent.Encoded)photo.Read()).File))];

    // Some values lie on the leaves, some on pages of their own.
    private Dictionary<string, byte[]> Write(int count)
    {
        var random = new Random(1);
        Dictionary<string, byte[]> entries = Enumerable.Range(0, count).ToDictionary(_ => $"{random.NextInt64():x16}", _ =>
        {
            byte[] value = new byte[random.Next(random.Next(2) == 0 ? 50 : 9000)];
            random.NextBytes(value);
            return value;
        });
        LmdbWriter.Write(_folder.At("lmdb"), entries.Select(entry => (entry.Key, entry.Value)));
        return entries;
    }

    private void Change(Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(LmdbDatabase.FileIn(_folder.At("lmdb")));
        change(bytes);
        File.WriteAllBytes(LmdbDatabase.FileIn(_folder.At("lmdb")), bytes);
    }

    private string Refusal() => Should.Throw<UserErrorException>(() =>
    {
        using var source = new LsunFolder(_folder.At("lmdb"));
        Read(source);
    }).Message;
}
