using System.Security.Cryptography;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class BatchSourceTests : IDisposable
{
    private const int Side = 18;
    private const int Resolution = 16;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resuming_at_a_batch_gives_the_same_bytes()
    {
        using PackedSetMixture set = Write(7);
        byte[][] all = Take(set, new BatchOptions { BatchSize = 4, Seed = 5 }, 9);
        byte[][] resumed = Take(set, new BatchOptions { BatchSize = 4, Seed = 5, FirstImage = 24, Ahead = 1 }, 3);
        for (int i = 0; i < 3; i++)
            resumed[i].ShouldBe(all[6 + i]);
    }

    [Fact]
    public void Batches_of_another_size_go_on_in_the_same_order()
    {
        using PackedSetMixture set = Write(7, 3);
        byte[] small = [.. Take(set, new BatchOptions { BatchSize = 4, Seed = 5 }, 6).SelectMany(batch => batch)];
        byte[] large = [.. Take(set, new BatchOptions { BatchSize = 7, Seed = 5, FirstImage = 3 }, 3).SelectMany(batch => batch)];
        large.ShouldBe(small[(3 * 3 * Resolution * Resolution)..]);
    }

    [Fact]
    public void Those_who_share_batches_draw_every_so_many_of_their_photos()
    {
        const int photo = 3 * Resolution * Resolution;
        using PackedSetMixture set = Write(7, 3);
        byte[][] whole = [.. Take(set, new BatchOptions { BatchSize = 6, Seed = 5, FirstImage = 4 }, 3).SelectMany(batch => batch.Chunk(photo))];
        for (int rank = 0; rank < 3; rank++)
        {
            byte[][] own = [.. Take(set, new BatchOptions { BatchSize = 2, Seed = 5, FirstImage = 4, Share = (rank, 3) }, 3).SelectMany(batch => batch.Chunk(photo))];
            own.ShouldBe(whole.Where((_, number) => number % 3 == rank));
        }
    }

    [Fact]
    public void One_set_gives_the_bytes_it_always_gave()
    {
        using PackedSetMixture set = Write(7);
        byte[] drawn = [.. Take(set, new BatchOptions { BatchSize = 5, Seed = 9 }, 4).SelectMany(batch => batch)];
        Convert.ToHexString(SHA256.HashData(drawn)).ShouldStartWith("A296F37A2BEA70B6");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void Halved_sets_give_the_same_crops_with_fewer_pixels(int side)
    {
        using PackedSetMixture set = Write(7, 3);
        using PackedSetMixture halved = set.HalvedTo(side);
        var options = new BatchOptions { BatchSize = 4, Seed = 5 };
        byte[][] whole = Take(set, options, 3), small = Take(halved, options, 3);
        int block = Resolution / side;
        for (int i = 0; i < 3; i++)
        {
            small[i].Length.ShouldBe(4 * 3 * side * side);
            for (int value = 0; value < small[i].Length; value++)
            {
                int plane = value / (side * side), y = value / side % side, x = value % side;
                double mean = Enumerable.Range(0, block * block).Average(
                    k => whole[i][(((plane * Resolution) + (y * block) + (k / block)) * Resolution) + (x * block) + (k % block)]);
                ((double)small[i][value]).ShouldBe(mean, 0.501);
            }
        }
    }

    [Theory]
    [InlineData(Resolution)]
    [InlineData(Resolution / 2)]
    public void Masks_are_cropped_mirrored_and_halved_as_their_photos(int side)
    {
        PackedSetFile.WriteWithMasks(_folder.At("masked"), count: 5, Side, Resolution);
        using var set = PackedSetMixture.Open(_folder.At("masked"));
        using PackedSetMixture halved = set.HalvedTo(side);
        using var source = new BatchSource(halved, new BatchOptions { BatchSize = 8, Seed = 5, Masks = true });
        using Batch batch = source.Next(TestContext.Current.CancellationToken);
        int area = side * side;
        batch.Masks.Length.ShouldBe(8 * area);
        var seen = new HashSet<int>();
        for (int i = 0; i < batch.Masks.Length; i++)
        {
            int column = batch.Pixels[(((i / area * 3) + 2) * area) + (i % area)];
            seen.Add(column);
            ((int)batch.Masks[i]).ShouldBeInRange((10 * column) - (side == Resolution ? 0 : 5), (10 * column) + (side == Resolution ? 0 : 5));
        }

        seen.Count.ShouldBeGreaterThan(side, "crops lie at several places");
        byte[][] without = Take(halved, new BatchOptions { BatchSize = 8, Seed = 5 }, 1);
        batch.Pixels.ShouldBe(without[0], "masks do not change which photos are drawn");
    }

    [Fact]
    public void Masks_that_there_are_not_are_a_user_error()
    {
        using PackedSetMixture set = Write(3);
        Should.Throw<UserErrorException>(() => new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1, Masks = true })).Message.ShouldContain("pack it with --masks-by RUN");
    }

    [Theory]
    [InlineData(32)]
    [InlineData(12)]
    [InlineData(0)]
    public void Sets_are_not_halved_to_just_any_side(int side)
    {
        using PackedSetMixture set = Write(3);
        Should.Throw<UserErrorException>(() => set.HalvedTo(side)).Message.ShouldContain($"is packed for resolution 16, the run is at {side}: pack it with --resolution {side}, or ");
    }

    [Fact]
    public void Halved_sets_leave_the_others_open()
    {
        using PackedSetMixture set = Write(3);
        set.HalvedTo(8).Dispose();
        Take(set, new BatchOptions { BatchSize = 2, Seed = 1 }, 1)[0].Length.ShouldBe(2 * 3 * Resolution * Resolution);
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(7, 2)]
    [InlineData(7, 3)]
    [InlineData(2, 3)]
    public void Each_of_several_sets_has_its_share_of_every_batch_and_the_rest_goes_round(int batchSize, int sets)
    {
        using PackedSetMixture set = Write([.. Enumerable.Range(0, sets).Select(index => 5 + (20 * index))]);
        int[] totals = new int[sets];
        foreach (byte[] batch in Take(set, new BatchOptions { BatchSize = batchSize, Seed = 4 }, 3 * sets))
        {
            int[] shares = new int[sets];
            foreach (byte photo in Photos(batch))
                shares[photo / 100]++;
            shares.ShouldAllBe(share => share == batchSize / sets || share == (batchSize + sets - 1) / sets);
            for (int i = 0; i < sets; i++)
                totals[i] += shares[i];
        }

        totals.ShouldAllBe(total => total == 3 * batchSize);
    }

    [Fact]
    public void Each_of_several_sets_has_epochs_of_its_own_in_an_order_of_its_own()
    {
        using PackedSetMixture set = Write(20, 20);
        byte[] drawn = Photos(Take(set, new BatchOptions { BatchSize = 40, Seed = 4 }, 1)[0]);
        byte[] first = [.. drawn.Where(photo => photo < 100)], second = [.. drawn.Where(photo => photo >= 100).Select(photo => (byte)(photo - 100))];
        first.Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (byte)i));
        second.Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (byte)i));
        first.ShouldNotBe(second);
    }

    [Fact]
    public void Sets_of_different_resolutions_are_refused()
    {
        PackedSetFile.Write(_folder.At("16"), 2, 18, 16);
        PackedSetFile.Write(_folder.At("8"), 2, 9, 8);
        Should.Throw<UserErrorException>(() => PackedSetMixture.Open(_folder.At("16"), _folder.At("8")))
            .Message.ShouldEndWith("for 16: pack it with --resolution 16.");
    }

    [Fact]
    public void Another_seed_gives_other_batches()
    {
        using PackedSetMixture set = Write(50);
        Take(set, new BatchOptions { BatchSize = 8, Seed = 1 }, 1)[0].ShouldNotBe(Take(set, new BatchOptions { BatchSize = 8, Seed = 2 }, 1)[0]);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(3, 10)]
    [InlineData(1, 1)]
    public void Every_photo_is_drawn_once_an_epoch(int count, int batchSize)
    {
        using PackedSetMixture set = Write(count);
        int epochs = 6;
        byte[] drawn = [.. Take(set, new BatchOptions { BatchSize = batchSize, Seed = 3 }, ((epochs * count) + batchSize - 1) / batchSize)
            .SelectMany(Photos)];
        for (int epoch = 0; epoch < epochs; epoch++)
            drawn.Skip(epoch * count).Take(count).Order().ShouldBe(Enumerable.Range(0, count).Select(i => (byte)i));
    }

    [Fact]
    public void Epochs_are_shuffled_differently()
    {
        using PackedSetMixture set = Write(40);
        byte[] drawn = [.. Take(set, new BatchOptions { BatchSize = 40, Seed = 3 }, 2)
            .SelectMany(Photos)];
        drawn[..40].ShouldNotBe(drawn[40..]);
        drawn[..40].ShouldNotBe([.. Enumerable.Range(0, 40).Select(i => (byte)i)]);
    }

    [Fact]
    public void Crops_lie_at_every_place_and_half_are_mirrored()
    {
        using PackedSetMixture set = Write(1);
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
        using PackedSetMixture set = Write(1);
        byte[] batch = Take(set, new BatchOptions { BatchSize = 50, Seed = 11, Mirror = false }, 1)[0];
        int plane = Resolution * Resolution;
        for (int i = 0; i < 50; i++)
            batch[(((i * 3) + 2) * plane) + 1].ShouldBeGreaterThan(batch[((i * 3) + 2) * plane]);
    }

    [Fact]
    public void Buffers_given_back_are_used_again()
    {
        using PackedSetMixture set = Write(3);
        using var source = new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1, Ahead = 2 });
        var buffers = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < 100; i++)
        {
            using Batch batch = source.Next(TestContext.Current.CancellationToken);
            batch.FirstImage.ShouldBe(2 * i);
            buffers.Add(batch.Pixels);
        }

        buffers.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_failure_of_the_background_thread_is_thrown_to_the_caller()
    {
        PackedSetMixture set = Write(3);
        set.Dispose();
        using var source = new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1 });
        Should.Throw<ObjectDisposedException>(() => source.Next(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Disposing_ends_a_source_whose_batches_nobody_takes()
    {
        using PackedSetMixture set = Write(3);
        var source = new BatchSource(set, new BatchOptions { BatchSize = 2, Seed = 1 });
        source.Dispose();
        source.Dispose();
        Should.Throw<ObjectDisposedException>(() => source.Next(TestContext.Current.CancellationToken));
    }

    // The photos of one set begin with 0, those of the second with 100.
    private PackedSetMixture Write(params int[] counts) => PackedSetMixture.Open([.. counts.Select((count, index) =>
    {
        string path = _folder.At($"{Guid.NewGuid():N}");
        PackedSetFile.Write(path, count, Side, Resolution, firstPhoto: 100 * index);
        return path;
    })]);

    private static byte[] Photos(byte[] batch)
        => [.. batch.Where((_, place) => place % (3 * Resolution * Resolution) == 0)];

    private static byte[][] Take(PackedSetMixture set, BatchOptions options, int count)
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
