using PerturbSeg.Data;

namespace PerturbSeg.Tests.Data;

public sealed class BatchSourceTests : IDisposable
{
    private const int Side = 18;
    private const int Resolution = 16;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resuming_at_a_batch_gives_the_same_bytes()
    {
        using PackedSet set = Write(7);
        byte[][] all = Take(set, new BatchOptions { BatchSize = 4, Seed = 5 }, 9);
        byte[][] resumed = Take(set, new BatchOptions { BatchSize = 4, Seed = 5, FirstBatch = 6, Ahead = 1 }, 3);
        for (int i = 0; i < 3; i++)
            resumed[i].ShouldBe(all[6 + i]);
    }

    [Fact]
    public void Another_seed_gives_other_batches()
    {
        using PackedSet set = Write(50);
        Take(set, new BatchOptions { BatchSize = 8, Seed = 1 }, 1)[0].ShouldNotBe(Take(set, new BatchOptions { BatchSize = 8, Seed = 2 }, 1)[0]);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(3, 10)]
    [InlineData(1, 1)]
    public void Every_photo_is_drawn_once_an_epoch(int count, int batchSize)
    {
        using PackedSet set = Write(count);
        int epochs = 6;
        byte[] drawn = [.. Take(set, new BatchOptions { BatchSize = batchSize, Seed = 3 }, ((epochs * count) + batchSize - 1) / batchSize)
            .SelectMany(batch => Enumerable.Range(0, batchSize).Select(i => batch[i * 3 * Resolution * Resolution]))];
        for (int epoch = 0; epoch < epochs; epoch++)
            drawn.Skip(epoch * count).Take(count).Order().ShouldBe(Enumerable.Range(0, count).Select(i => (byte)i));
    }

    [Fact]
    public void Epochs_are_shuffled_differently()
    {
        using PackedSet set = Write(40);
        byte[] drawn = [.. Take(set, new BatchOptions { BatchSize = 40, Seed = 3 }, 2)
            .SelectMany(batch => Enumerable.Range(0, 40).Select(i => batch[i * 3 * Resolution * Resolution]))];
        drawn[..40].ShouldNotBe(drawn[40..]);
        drawn[..40].ShouldNotBe([.. Enumerable.Range(0, 40).Select(i => (byte)i)]);
    }

    [Fact]
    public void Crops_lie_at_every_place_and_half_are_mirrored()
    {
        using PackedSet set = Write(1);
        int plane = Resolution * Resolution;
        var places = new Dictionary<(int Left, int Top), int>();
        int mirrored = 0;
        const int draws = 1800;
        foreach (byte[] batch in Take(set, new BatchOptions { BatchSize = 100, Seed = 11 }, draws / 100))
        {
            for (int i = 0; i < 100; i++)
            {
                ReadOnlySpan<byte> photo = batch.AsSpan(i * 3 * plane, 3 * plane);
                bool mirror = photo[2 * plane] > photo[(2 * plane) + 1];
                mirrored += mirror ? 1 : 0;
                int left = mirror ? photo[(2 * plane) + Resolution - 1] : photo[2 * plane];
                int top = photo[plane];
                places[(left, top)] = places.GetValueOrDefault((left, top)) + 1;
                for (int place = 0; place < plane; place++)
                {
                    int x = place % Resolution;
                    photo[plane + place].ShouldBe((byte)(top + (place / Resolution)));
                    photo[(2 * plane) + place].ShouldBe((byte)(left + (mirror ? Resolution - 1 - x : x)));
                }
            }
        }

        // Nine places of 200 draws each, standard deviation 13.
        places.Count.ShouldBe(9);
        places.Values.ShouldAllBe(count => count > 135 && count < 265);
        mirrored.ShouldBeInRange(800, 1000);
    }

    [Fact]
    public void Without_mirroring_no_crop_is_mirrored()
    {
        using PackedSet set = Write(1);
        byte[] batch = Take(set, new BatchOptions { BatchSize = 50, Seed = 11, Mirror = false }, 1)[0];
        int plane = Resolution * Resolution;
        for (int i = 0; i < 50; i++)
            batch[(((i * 3) + 2) * plane) + 1].ShouldBeGreaterThan(batch[((i * 3) + 2) * plane]);
    }

    [Fact]
    public void Buffers_given_back_are_used_again()
    {
        using PackedSet set = Write(3);
        using var source = new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1, Ahead = 2 });
        var buffers = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < 100; i++)
        {
            using Batch batch = source.Next(TestContext.Current.CancellationToken);
            batch.Index.ShouldBe(i);
            buffers.Add(batch.Pixels);
        }

        buffers.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_failure_of_the_background_thread_is_thrown_to_the_caller()
    {
        PackedSet set = Write(3);
        set.Dispose();
        using var source = new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1 });
        Should.Throw<ObjectDisposedException>(() => source.Next(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Disposing_ends_a_source_whose_batches_nobody_takes()
    {
        using PackedSet set = Write(3);
        var source = new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1 });
        source.Dispose();
        source.Dispose();
        Should.Throw<ObjectDisposedException>(() => source.Next(TestContext.Current.CancellationToken));
    }

    private PackedSet Write(int count)
    {
        string path = _folder.At($"{Guid.NewGuid():N}");
        PackedSetFile.Write(path, count, Side, Resolution);
        return PackedSet.Open(path);
    }

    private static byte[][] Take(PackedSet set, BatchOptions options, int count)
    {
        using var source = new BatchSource(set, options);
        byte[][] batches = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            using Batch batch = source.Next(TestContext.Current.CancellationToken);
            batches[i] = [.. batch.Pixels];
        }

        return batches;
    }
}
