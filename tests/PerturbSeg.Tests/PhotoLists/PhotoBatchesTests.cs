using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;

namespace PerturbSeg.Tests.PhotoLists;

public sealed class PhotoBatchesTests
{
    private static readonly Photo Small = new(1, 1, new byte[3]);
    private static readonly Photo Large = new(4_000, 5_000, new byte[60_000_000]);

    [Fact]
    public void Small_photos_come_sixteen_at_a_time() => Sizes([.. Enumerable.Repeat(Small, 35)]).ShouldBe([16, 16, 3]);

    [Fact]
    public void Large_photos_end_a_batch_early() => Sizes([Large, Large, Small, Large, Large, Small]).ShouldBe([2, 3, 1]);

    [Fact]
    public void No_photo_is_read_before_its_batch()
    {
        int read = 0;
        IEnumerable<Photo> photos = Enumerable.Range(0, 40).Select(_ =>
        {
            read++;
            return Small;
        });
        PhotoBatches.Of(photos, photo => photo).First().Count.ShouldBe(16);
        read.ShouldBe(16);
    }

    private static int[] Sizes(Photo[] photos) => [.. PhotoBatches.Of(photos, photo => photo).Select(batch => batch.Count)];
}
