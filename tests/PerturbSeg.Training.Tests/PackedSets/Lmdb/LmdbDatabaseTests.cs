using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.PackedSets.Lmdb;

namespace PerturbSeg.Training.Tests.PackedSets.Lmdb;

public sealed class LmdbDatabaseTests : IDisposable
{
    private const int PageSize = 512;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(32768)]
    public void Values_come_whole_at_the_edges_of_leaves_and_pages(int pageSize)
    {
        int[] lengths =
        [
            0, 1, 2, .. Around(LmdbWriter.MaxOnLeaf(pageSize) - 2), .. Around(pageSize - 16), .. Around(pageSize), .. Around((2 * pageSize) - 16),
            .. Around((5 * pageSize) - 16),
        ];
        (string Key, byte[] Value)[] written = [.. lengths.Select((length, i) => ($"{i:00}", Noise(length, i)))];
        LmdbWriter.Write(_folder.Root, written, pageSize);
        (string Key, byte[] Value)[] read = Read();
        read.Select(entry => entry.Key).ShouldBe(written.Select(entry => entry.Key));
        for (int i = 0; i < read.Length; i++)
            read[i].Value.ShouldBe(written[i].Value, $"{lengths[i]} bytes");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(100, 2)]
    [InlineData(5000, 4)]
    public void Trees_of_any_depth_are_walked(int count, int depth)
    {
        LmdbWriter.Write(_folder.Root, Enumerable.Range(0, count).Select(i => ($"a key of some length {i:0000}", new byte[i % 3])), PageSize);
        BinaryPrimitives.ReadUInt16LittleEndian(File.ReadAllBytes(LmdbDatabase.FileIn(_folder.Root)).AsSpan(PageSize + 94)).ShouldBe((ushort)depth);
        Read().Select(entry => entry.Key).ShouldBe(Enumerable.Range(0, count).Select(i => $"a key of some length {i:0000}"));
    }

    [Fact]
    public void An_empty_database_has_no_entries()
    {
        LmdbWriter.Write(_folder.Root, []);
        Read().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void The_meta_page_of_the_later_transaction_counts(int first, int second)
    {
        LmdbWriter.Write(_folder.Root, [("a", [1])], PageSize);
        Change(file =>
        {
            byte[][] metas = [file[..PageSize], file[PageSize..(2 * PageSize)]];
            metas[first].CopyTo(file, 0);
            metas[second].CopyTo(file, PageSize);
        });
        Read().ShouldHaveSingleItem().Key.ShouldBe("a");
    }

    [Fact]
    public void Entries_are_read_in_any_order_and_by_any_thread()
    {
        LmdbWriter.Write(_folder.Root, Enumerable.Range(0, 50).Select(i => ($"{i:00}", Noise(20 * i, i))), PageSize);
        using var database = new LmdbDatabase(_folder.Root);
        database.Entries().ToArray().Reverse().AsParallel().ForAll(entry =>
        {
            int number = int.Parse(entry.Key, System.Globalization.CultureInfo.InvariantCulture);
            entry.Read().ShouldBe(Noise(20 * number, number));
        });
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_open_is_a_user_error()
    {
        LmdbWriter.Write(_folder.Root, Enumerable.Range(0, 100).Select(i => ($"{i:00}", Noise(100, i))), PageSize);
        using var database = new LmdbDatabase(_folder.Root);
        using FileStream file = File.Open(LmdbDatabase.FileIn(_folder.Root), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        long length = file.Length - (PageSize / 2);
        file.SetLength(length);
        Should.Throw<UserErrorException>(() => database.Entries().Count()).Message.ShouldContain($"it ends at byte {length}");
    }

    [Fact]
    public void Named_databases_are_told_and_not_called_damage()
    {
        LmdbWriter.Write(_folder.Root, [("a", [1]), ("photos", new byte[48])], PageSize);
        Change(file => file[NodeOf(file, page: 2, node: 1) + 4] = 2);
        Refusal().ShouldEndWith("cannot be used: it holds named databases, and the photos of an LSUN set are in the unnamed one.");
    }

    [Theory]
    [InlineData(4)] // several values a key
    [InlineData(6)] // a named one of such, which the unnamed database would have to be, too
    public void Values_that_share_a_key_are_refused(int flags)
    {
        LmdbWriter.Write(_folder.Root, [("a", [1])], PageSize);
        Change(file => file[NodeOf(file, page: 2, node: 0) + 4] = (byte)flags);
        Refusal().ShouldContain("page 2 of it is damaged");
        Change(file => file[PageSize + 92] = (byte)flags);
        Refusal().ShouldEndWith($"cannot be used: its unnamed database has the flags {flags}, and that of an LSUN set has none.");
    }

    [Fact]
    public void A_file_of_another_machine_is_told()
    {
        foreach (bool narrow in new[] { false, true })
        {
            LmdbWriter.Write(_folder.Root, [("a", [1])], PageSize);
            Change(file =>
            {
                if (narrow)
                    file.AsSpan(16, PageSize - 16).CopyTo(file.AsSpan(12));
                else
                    file.AsSpan(16, 4).Reverse();
            });
            Refusal().ShouldContain("it was written on a 32-bit or big-endian machine");
        }
    }

    [Fact]
    public void Branches_that_lead_in_circles_are_damage()
    {
        LmdbWriter.Write(_folder.Root, Enumerable.Range(0, 5000).Select(i => ($"a key of some length {i:0000}", Array.Empty<byte>())), PageSize);
        byte[] whole = File.ReadAllBytes(LmdbDatabase.FileIn(_folder.Root));
        var root = (int)BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(PageSize + 128));
        int branch = Child(whole, root, 0);

        Refusal(file => Lead(file, root, 1, root)).ShouldContain("is damaged"); // to itself
        Refusal(file => Lead(file, root, 1, branch)).ShouldContain("is damaged"); // twice to one branch
        Refusal(file => Lead(file, branch, 0, root)).ShouldContain("is damaged"); // up again
        Refusal(file => Lead(file, branch, 1, 1)).ShouldContain("page 1 of it is damaged"); // to a meta page
        Refusal(file => Lead(file, branch, 1, whole.Length)).ShouldContain("is damaged"); // out of the file
        Refusal(file => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PageSize + 94), 33)).ShouldContain("33 levels deep");
        Refusal(file => file[PageSize + 120]++).ShouldContain("5000 keys and should have 5001");
        Refusal(file => file[PageSize + 120]--).ShouldContain("more than the 4999 keys");

        string Refusal(Action<byte[]> change)
        {
            byte[] file = [.. whole];
            change(file);
            File.WriteAllBytes(LmdbDatabase.FileIn(_folder.Root), file);
            return this.Refusal();
        }
    }

    [Fact]
    public void A_node_within_the_value_of_another_is_damage()
    {
        byte[] node = [1, 0, 0, 0, 0, 0, 1, 0, (byte)'b', 2]; // key b, value 2
        LmdbWriter.Write(_folder.Root, [("a", node), ("b", [1])], PageSize);
        Change(file =>
        {
            Span<byte> leaf = file.AsSpan(2 * PageSize);
            BinaryPrimitives.WriteUInt16LittleEndian(leaf[18..], (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(leaf[16..]) + 9));
        });
        Refusal().ShouldContain("page 2 of it is damaged");
    }

    // The format has no checksums: what lies within a key or a value can change, and nothing else.
    [Fact]
    public void A_changed_byte_is_a_refusal_or_changes_one_entry()
    {
        var random = new Random(7);
        LmdbWriter.Write(
            _folder.Root,
            Enumerable.Range(0, 100).Select(i => ($"{random.NextInt64():x16}", Noise(random.Next(i % 10 == 0 ? 1000 : 40), i))),
            PageSize);
        (string Key, byte[] Value)[] written = Read();
        byte[] file = File.ReadAllBytes(LmdbDatabase.FileIn(_folder.Root));
        using SafeFileHandle handle = File.OpenHandle(LmdbDatabase.FileIn(_folder.Root), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        int refused = 0;
        for (int trial = 0; trial < 5000; trial++)
        {
            // Half of them in headers and lists of offsets, where most of the damage is done.
            int place = trial % 2 == 0 ? random.Next(file.Length) : (PageSize * random.Next(file.Length / PageSize)) + random.Next(160);
            RandomAccess.Write(handle, [(byte)(file[place] ^ random.Next(1, 256))], place);
            try
            {
                (string Key, byte[] Value)[] read = Read();
                bool isOlder = place < 2 * PageSize && place % PageSize >= 144 && read.Length == 0; // the empty file before the only transaction
                if (!isOlder)
                {
                    read.Length.ShouldBe(written.Length, $"byte {place}");
                    read.Zip(written).Count(pair => pair.First.Key != pair.Second.Key || !pair.First.Value.SequenceEqual(pair.Second.Value))
                        .ShouldBeLessThanOrEqualTo(1, $"byte {place}");
                }
            }
            catch (Exception told) when (told is UserErrorException or InvalidDataException)
            {
                refused++;
            }

            RandomAccess.Write(handle, [file[place]], place);
        }

        refused.ShouldBeInRange(500, 4500);
    }

    private static int[] Around(int length) => [length - 1, length, length + 1];

    private static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static int NodeOf(byte[] file, int page, int node)
        => (page * PageSize) + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((page * PageSize) + 16 + (2 * node)));

    private static int Child(byte[] file, int page, int node) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(NodeOf(file, page, node)));

    private static void Lead(byte[] file, int page, int node, int child)
        => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(NodeOf(file, page, node)), child);

    private (string Key, byte[] Value)[] Read()
    {
        using var database = new LmdbDatabase(_folder.Root);
        return [.. database.Entries().Select(entry => (entry.Key, entry.Read()))];
    }

    private void Change(Action<byte[]> change)
    {
        byte[] file = File.ReadAllBytes(LmdbDatabase.FileIn(_folder.Root));
        change(file);
        File.WriteAllBytes(LmdbDatabase.FileIn(_folder.Root), file);
    }

    private string Refusal() => Should.Throw<UserErrorException>(() => Read()).Message;
}
