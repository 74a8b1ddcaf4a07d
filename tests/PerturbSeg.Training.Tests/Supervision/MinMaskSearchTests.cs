using System.Text.Json;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Supervision;

public sealed class MinMaskSearchTests : IDisposable
{
    private const int Images = 3 * TinyTraining.BatchSize;
    private readonly TemporaryFolder _folder = new();
    private readonly PackedSetMixture _set;
    private readonly RunFolder _run;

    public MinMaskSearchTests()
    {
        _set = TinyTraining.OpenSet(_folder);
        _run = TinyTraining.CreateRun(_folder, "run");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void TheCandidateThatTheJudgeFindsBestBecomesTheRun()
    {
        MinMaskChoice choice = Search(new ShareJudge()).Run(null, null, Cancellation);

        choice.Ended.ShouldBeFalse();
        choice.Best.MinMask.ShouldBe(0.13);
        choice.Tried.Select(trial => trial.MinMask).ShouldBe(MinMaskSearch.Candidates);
        choice.Tried.ShouldAllBe(trial => trial.Result.ImagesSeen == Images);
        RunFolder found = RunFolder.Open(_run.FolderPath);
        found.Configuration.Options.ShouldBeEquivalentTo(_run.Configuration.Options with { MinMask = 0.13 });
        found.LatestCheckpoint().ShouldBe(found.CheckpointPath(Images));
        MinMaskSearch.IsUnderWay(found).ShouldBeFalse();
    }

    [Fact]
    public void TheRunGoesOnWithWhatItsCandidateHasLearned()
    {
        Search(new ShareJudge()).Run(null, null, Cancellation);
        RunFolder found = RunFolder.Open(_run.FolderPath);

        Attempt only = new SupervisedTraining(
            _set, found.FolderPath, new SupervisionOptions { Attempts = 1 }, default, TinyTraining.Cadence, new ShareJudge())
            .Run(found, new TrainingBudget(Images + TinyTraining.BatchSize), null, Cancellation).ShouldHaveSingleItem();

        only.Options.MinMask.ShouldBe(0.13);
        only.Result.ImagesSeen.ShouldBe(Images + TinyTraining.BatchSize);
        File.ReadLines(_folder.At("run/metrics.jsonl")).Count().ShouldBe((Images / TinyTraining.BatchSize + 1) / 2);
    }

    [Fact]
    public void WhatWasChosenIsWrittenDownWithEveryScore()
    {
        Search(new ShareJudge()).Run(null, null, Cancellation);

        JsonElement line = JsonElement.Parse(File.ReadLines(_folder.At("run/attempts/decisions.jsonl")).ShouldHaveSingleItem());
        line.GetProperty("decision").GetString().ShouldBe("chose_min_mask");
        line.GetProperty("chosen").GetProperty("min_mask").GetDouble().ShouldBe(0.13);
        line.GetProperty("scores").EnumerateObject().ToDictionary(score => score.Name, score => score.Value.GetDouble())
            .ShouldBe(new Dictionary<string, double> { ["0.25"] = 0.75, ["0.13"] = 0.87, ["0.4"] = 0.6 });
    }

    [Fact]
    public void ASearchThatWasEndedGoesOnWhereItWas()
    {
        using var ended = new CancellationTokenSource();
        MinMaskChoice stopped = Search(new EndingJudge(ended)).Run(null, null, ended.Token);
        stopped.Ended.ShouldBeTrue();
        stopped.Tried.ShouldHaveSingleItem().Consistency.ShouldBeNull();
        MinMaskSearch.IsUnderWay(_run).ShouldBeTrue();
        _run.HasCheckpoint.ShouldBeFalse();

        var shown = new List<long>();
        MinMaskChoice choice = Search(new ShareJudge()).Run(null, new TinyTraining.Reports(progress => shown.Add(progress.Done)), Cancellation);

        choice.Best.MinMask.ShouldBe(0.13);
        shown.Count.ShouldBe(2 * Images / TinyTraining.BatchSize); // the first candidate had been trained
    }

    [Fact]
    public void WhatWasJudgedIsNotJudgedAgain()
    {
        using var ended = new CancellationTokenSource();
        var first = new CountingJudge { Ends = 2, Source = ended };
        Search(first).Run(null, null, ended.Token).Ended.ShouldBeTrue();
        var second = new CountingJudge();
        Search(second).Run(null, null, Cancellation).Best.MinMask.ShouldBe(0.13);
        (first.Count, second.Count).ShouldBe((2, 2));
        File.Exists(_folder.At("run/judged.json")).ShouldBeFalse();
    }

    [Fact]
    public void WhatAKillLeavesOfASearchThatHadChosenIsNoSearch()
    {
        _folder.Write("run/min-mask.done/0.4/metrics.jsonl", [1]);
        MinMaskSearch.IsUnderWay(_run).ShouldBeFalse();
        MinMaskSearch.RemoveDone(_run.FolderPath);
        Directory.GetDirectories(_run.FolderPath).ShouldBeEmpty();
    }

    [Fact]
    public void WhereTimeIsOverTheFirstCandidateIsTakenWithoutAJudge()
    {
        MinMaskChoice choice = Search(new ShareJudge()).Run(TimeSpan.Zero, null, Cancellation);

        choice.Tried.ShouldHaveSingleItem().Consistency.ShouldBeNull();
        choice.Ended.ShouldBeFalse();
        RunFolder.Open(_run.FolderPath).Configuration.Options.MinMask.ShouldBe(MinMaskSearch.Candidates[0]);
        RunFolder.Open(_run.FolderPath).HasCheckpoint.ShouldBeTrue();
    }

    public void Dispose()
    {
        _set.Dispose();
        _folder.Dispose();
    }

    private MinMaskSearch Search(ISplitJudge judge) => new(_set, _run, default, TinyTraining.Cadence, judge) { Images = Images };

    // The smaller, the better.
    private sealed class ShareJudge : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation) => new(1 - run.Configuration.Options.MinMask, 0);
    }

    private sealed class CountingJudge : ISplitJudge
    {
        public int Ends { get; init; }

        public CancellationTokenSource? Source { get; init; }

        public int Count { get; private set; }

        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
        {
            if (++Count == Ends)
                Source!.Cancel();
            cancellation.ThrowIfCancellationRequested();
            return new(1 - run.Configuration.Options.MinMask, 0);
        }
    }

    private sealed class EndingJudge(CancellationTokenSource source) : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
        {
            source.Cancel();
            cancellation.ThrowIfCancellationRequested();
            return new PhotoConsistency(1, 0);
        }
    }
}
