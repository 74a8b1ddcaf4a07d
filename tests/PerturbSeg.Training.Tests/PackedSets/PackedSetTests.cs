using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class PackedSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_photo_is_found_by_its_index()
    {
        string path = _folder.At("set");
        PackedSetFile.Write(path, count: 3, side: 9, resolution: 8);
        using PackedSet set = PackedSet.Open(path);
        set.Image(2)[0].ShouldBe((byte)2);
        Should.Throw<ArgumentOutOfRangeException>(() => set.Image(3).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => set.Image(-1).Length);
        Should.Throw<InvalidOperationException>(() => set.Mask(0).Length);
    }

    [Fact]
    public void The_parts_of_several_workers_are_one_set()
    {
        foreach ((int part, int first, int count) in (ReadOnlySpan<(int, int, int)>)[(1, 0, 3), (2, 3, 1), (3, 4, 2)])
        {
            string path = PackedSetParts.PathOf(_folder.At("parts"), new WorkShard(part, 3));
            Directory.CreateDirectory(_folder.At("parts"));
            PackedSetFile.Write(path, count, side: 9, resolution: 8, firstPhoto: first);
        }

        using (PackedSet set = PackedSet.Open(_folder.At("parts")))
        {
            (set.Count, set.Names.Count).ShouldBe((6, 6));
            for (int photo = 0; photo < 6; photo++)
                set.Image(photo)[0].ShouldBe((byte)photo);
            Should.Throw<ArgumentOutOfRangeException>(() => set.Image(6).Length);
        }

        PackedSetFile.Write(PackedSetParts.PathOf(_folder.At("parts"), new WorkShard(2, 3)), 1, side: 18, resolution: 16);
        Should.Throw<UserErrorException>(() => PackedSet.Open(_folder.At("parts"))).Message.ShouldContain("2-of-3.safetensors' was packed in another way");
        File.Delete(PackedSetParts.PathOf(_folder.At("parts"), new WorkShard(2, 3)));
        Should.Throw<UserErrorException>(() => PackedSet.Open(_folder.At("parts"))).Message.ShouldContain("lacks part 2 of 3");
    }

    [Fact]
    public void A_set_cut_short_is_a_user_error_at_every_length()
    {
        string path = _folder.At("set");
        PackedSetFile.Write(path, count: 2, side: 9, resolution: 8);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(path, whole[..length]);
            Should.Throw<UserErrorException>(() => PackedSet.Open(path)).Message.ShouldContain(path);
        }
    }

    [Theory]
    [InlineData("perturbseg.kind", null, "not a packed set")]
    [InlineData("perturbseg.kind", "checkpoint", "a checkpoint")]
    [InlineData("perturbseg.version", "2", "newer perturbseg")]
    [InlineData("perturbseg.version", "0", "pack it again")]
    [InlineData("perturbseg.version", "x", "not a number")]
    [InlineData("resolution", "10", "smaller than its resolution")]
    [InlineData("resolution", null, "does not say its resolution")]
    [InlineData("fit", "fold", "its fit is 'fold'")]
    [InlineData("names", "[\"a\"]", "1 names for 2 images")]
    [InlineData("names", "{", "pack it again")]
    public void A_set_with_other_metadata_is_a_user_error(string key, string? value, string reason)
    {
        Dictionary<string, string> metadata = PackedSetFile.Metadata(2, 8);
        metadata.Remove(key);
        if (value is not null)
            metadata[key] = value;
        string path = _folder.At("set");
        PackedSetFile.Write(path, count: 2, side: 9, resolution: 8, metadata);
        Should.Throw<UserErrorException>(() => PackedSet.Open(path)).Message.ShouldContain(reason);
    }

    [Fact]
    public void A_missing_set_is_a_user_error()
        => Should.Throw<UserErrorException>(() => PackedSet.Open(_folder.At("nowhere"))).Message.ShouldContain("nowhere");
}
