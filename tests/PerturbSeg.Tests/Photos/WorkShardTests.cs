using PerturbSeg.Photos;

namespace PerturbSeg.Tests.Photos;

public sealed class WorkShardTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(2, 3)]
    [InlineData(16, 16)]
    public void Every_item_is_one_workers(int items, int workers)
    {
        int[] all = [.. Enumerable.Range(0, items)];
        WorkShard[] shards = [.. Enumerable.Range(1, workers).Select(number => new WorkShard(number, workers))];
        shards.SelectMany(shard => shard.Of(all)).Order().ShouldBe(all);
        foreach (WorkShard shard in shards)
            shard.Of(all).Count().ShouldBe(shard.Of(items));
        WorkShard.Join([.. shards.Select(shard => shard.Of(all).ToArray())]).ShouldBe(all);
    }

    [Fact]
    public void Parts_of_other_lists_are_not_joined()
        => Should.Throw<FormatException>(() => WorkShard.Join<int>([[1, 2], [3, 4], [5, 6, 7]])).Message.ShouldBe("part 1 has 2 of 7 items, where its share is 3");

    [Theory]
    [InlineData("3/16", 3)]
    [InlineData("16/16", 16)]
    [InlineData("0/16", null)]
    [InlineData("17/16", null)]
    [InlineData("-1/16", null)]
    [InlineData("3", null)]
    [InlineData("3/16/1", null)]
    [InlineData("a/16", null)]
    public void Part_and_count_are_read(string text, int? number)
        => WorkShard.Parse(text).ShouldBe(number is { } read ? new WorkShard(read, 16) : null);

    [Fact]
    public void All_parts_of_a_folder_are_found_by_number_and_a_missing_one_is_named()
    {
        WorkShard.AllIn("masks", ["10-of-10", .. Enumerable.Range(1, 9).Select(number => $"{number}-of-10"), "notes"]).Select(part => part.Number)
            .ShouldBe(Enumerable.Range(1, 10));
        WorkShard.AllIn("masks", ["notes"]).ShouldBeEmpty();
        Should.Throw<UserErrorException>(() => WorkShard.AllIn("masks", ["1-of-3", "3-of-3"])).Message
            .ShouldBe("'masks' lacks part 2 of 3: run the command of the others with --shard 2/3.");
        Should.Throw<UserErrorException>(() => WorkShard.AllIn("masks", ["1-of-3", "2-of-2"])).Message.ShouldContain("parts of 3 and of 2");
    }
}
