using PerturbSeg.PhotoLists;

namespace PerturbSeg.Tests.PhotoLists;

public sealed class PhotoPipelineTests
{
    private const long Most = PhotoPipeline<int, int, int>.MostPixels;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    public void Results_come_in_the_order_of_the_list(int threads, int atOnce)
    {
        var seen = new List<(int, int)>();
        Run(100, threads, atOnce, _ => 1, batch =>
        {
            Thread.Sleep(batch[0] % 3);
            return [.. batch.Select(task => task * task)];
        }, seen);
        seen.ShouldBe(Enumerable.Range(0, 100).Select(task => (task, task * task)));
    }

    [Fact]
    public void Photos_worked_on_at_once_fit_into_the_limit_unless_one_alone_is_larger()
    {
        long inFlight = 0, largest = 0;
        object gate = new();
        long Size(int task) => task % 5 == 0 ? 2 * Most : Most / 3;
        Run(40, 8, 1, Size, batch =>
        {
            lock (gate)
            {
                inFlight += Size(batch[0]);
                if (inFlight > Most)
                    inFlight.ShouldBe(2 * Most); // alone
                largest = Math.Max(largest, inFlight);
            }

            Thread.Sleep(2);
            lock (gate)
                inFlight -= Size(batch[0]);
            return [0];
        }, []);
        largest.ShouldBe(2 * Most);
    }

    [Fact]
    public void A_batch_ends_with_the_photo_that_fills_the_limit()
    {
        var sizes = new List<int>();
        Run(10, 4, 4, task => task < 3 ? Most / 2 : 1, batch =>
        {
            sizes.Add(batch.Count); // batches of several are worked on by one thread
            return [.. batch];
        }, []);
        sizes.ShouldBe([2, 4, 4]);
    }

    [Fact]
    public void A_failure_ends_the_work_and_is_thrown()
    {
        var seen = new List<(int, int)>();
        Should.Throw<InvalidOperationException>(() => Run(100, 4, 1, _ => Most, batch => batch[0] == 7 ? throw new InvalidOperationException("seven") : [0], seen))
            .Message.ShouldBe("seven");
        seen.Select(entry => entry.Item1).ShouldBe(Enumerable.Range(0, 7));
    }

    [Fact]
    public void What_was_worked_on_behind_a_photo_that_was_given_up_is_handed_on()
    {
        using var stop = new CancellationTokenSource();
        using var second = new ManualResetEventSlim();
        var seen = new List<int>();
        var pipeline = new PhotoPipeline<int, int, int>
        {
            Open = task => task,
            Pixels = _ => 1,
            Work = batch =>
            {
                if (batch[0] > 0)
                {
                    second.Set();
                    return [batch[0]];
                }

                second.Wait(TimeSpan.FromSeconds(30));
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            },
            Done = (task, _) => seen.Add(task),
        };
        Should.Throw<OperationCanceledException>(() => pipeline.Run([.. Enumerable.Range(0, 100)], 2, 1, stop.Token));
        seen.ShouldNotBeEmpty();
        seen.ShouldBe(Enumerable.Range(1, seen.Count));
    }

    [Fact]
    public void A_list_that_was_finished_when_its_end_was_asked_for_is_finished()
    {
        using var stop = new CancellationTokenSource();
        new PhotoPipeline<int, int, int> { Open = task => task, Pixels = _ => 1, Work = batch => [.. batch], Done = (task, _) => { if (task == 9) stop.Cancel(); } }
            .Run([.. Enumerable.Range(0, 10)], 2, 1, stop.Token);
        stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void An_empty_list_is_done_at_once() => Run(0, 4, 1, _ => 1, _ => throw new InvalidOperationException(), []);

    private static void Run(
        int tasks, int threads, int atOnce, Func<int, long> pixels, Func<IReadOnlyList<int>, IReadOnlyList<int>> work, List<(int, int)> seen)
        => new PhotoPipeline<int, int, int> { Open = task => task, Pixels = pixels, Work = work, Done = (task, result) => seen.Add((task, result)) }
            .Run([.. Enumerable.Range(0, tasks)], threads, atOnce, TestContext.Current.CancellationToken);
}
