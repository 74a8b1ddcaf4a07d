using System.Text.Json;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Supervision;
using PerturbSeg.Training.Tests.Runs;

namespace PerturbSeg.Training.Tests.Supervision;

public sealed class SupervisedTrainingTests : IDisposable
{
    private static readonly TrainingOptions Undecided = TinyTraining.Options with { BinaryWeight = 0 };
    private static readonly SupervisionOptions Watching
        = new() { Attempts = 3, ProbationImages = 8, CheckImages = 4, Patience = 2 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void ARightSplitTrainsOnToTheEndOfItsBudget()
    {
        IReadOnlyList<Attempt> attempts = Train(TinyTraining.Decided, images: 40);

        Attempt only = attempts.ShouldHaveSingleItem();
        only.Result.Figures.Degeneracies.ShouldBeEmpty();
        only.Lost.ShouldBeFalse();
        only.Result.ImagesSeen.ShouldBe(40);
        Directory.Exists(_folder.At("run/attempts")).ShouldBeFalse();
    }

    [Fact]
    public void ALostRunIsGivenUpEarlyAndBegunAnewWithAnotherSeedAndARemedy()
    {
        IReadOnlyList<Attempt> attempts = Train(Undecided, images: 400);

        attempts.Count.ShouldBe(3);
        attempts.ShouldAllBe(attempt => attempt.Lost && attempt.Result.ImagesSeen == 12);
        attempts.Select(attempt => attempt.Options.Seed).Order().ShouldBe([3ul, 4ul, 5ul]);
        attempts.Single(attempt => attempt.Number == 2).Options.BinaryWeight.To.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void WhereNoAttemptIsRightTheBestByTheJudgeIsKeptAndTheOthersLieBesideIt()
    {
        IReadOnlyList<Attempt> attempts = Train(Undecided, images: 400);

        attempts[^1].Number.ShouldBe(2);
        RunFolder.Open(_folder.At("run")).Configuration.Options.Seed.ShouldBe(4ul);
        File.Exists(attempts[^1].Result.CheckpointPath).ShouldBeTrue();
        RunFolder.Open(_folder.At("run/attempts/1")).Configuration.Options.Seed.ShouldBe(3ul);
        RunFolder.Open(_folder.At("run/attempts/3")).Configuration.Options.Seed.ShouldBe(5ul);
    }

    [Fact]
    public void WhatWasDecidedIsWrittenDownWithItsReasons()
    {
        Train(Undecided, images: 400);

        JsonElement[] lines = [.. File.ReadLines(_folder.At("run/attempts/decisions.jsonl")).Select(line => JsonElement.Parse(line))];
        lines.Select(line => line.GetProperty("decision").GetString()).ShouldBe(["gave_up", "gave_up", "kept"]);
        lines[0].GetProperty("why")[0].GetString()!.ShouldContain("half transparent");
        lines[0].GetProperty("next").GetProperty("seed").GetInt32().ShouldBe(4);
        lines[0].GetProperty("next").EnumerateObject().Select(change => change.Name).ShouldBe(["binary_weight", "seed"], ignoreOrder: true);
        lines[2].GetProperty("attempt").GetInt32().ShouldBe(2);
        lines[2].GetProperty("scores").GetProperty("2").GetDouble().ShouldBe(0.4);
    }

    [Fact]
    public void ASplitThatWasRightGoesBackToWhereItWasAndBeginsAnewOnlyWhereItIsLostFromThereToo()
    {
        IReadOnlyList<Attempt> attempts = [.. Train(TinyTraining.Slipping, images: 400).OrderBy(attempt => attempt.Number)];

        attempts.Select(attempt => attempt.BackTo).ShouldBe([null, 0.012, null]);
        attempts.Select(attempt => attempt.Options.Seed).ShouldBe([3ul, 3ul, 4ul]);
        attempts.ShouldAllBe(attempt => attempt.Lost && attempt.Result.ImagesSeen > 12);
        JsonElement[] decisions = [.. File.ReadLines(_folder.At("run/attempts/decisions.jsonl")).Select(line => JsonElement.Parse(line))];
        decisions[0].GetProperty("back_to_kimg").GetDouble().ShouldBe(0.012);
        decisions[0].GetProperty("next").TryGetProperty("seed", out _).ShouldBeFalse();
        decisions[1].TryGetProperty("back_to_kimg", out _).ShouldBeFalse();
    }

    [Fact]
    public void WithoutTimeASplitThatWasRightIsStillTakenBackToWhereItWas()
    {
        Train(TinyTraining.Slipping, images: 12, attempts: 1).ShouldHaveSingleItem().Result.SoundCheckpoint.ShouldNotBeNull();
        GoOn(Watching with { Attempts = 1 }, new TrainingBudget(20)).ShouldHaveSingleItem().Result.Figures.IsSettled.ShouldBeFalse();

        Attempt kept = GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero))[^1];

        (kept.Number, kept.BackTo, kept.Result.ImagesSeen, kept.Lost).ShouldBe((2, 0.012, 12, false));
        RunFolder.Open(_folder.At("run")).LatestCheckpoint().ShouldBe(kept.Result.CheckpointPath);
        RunFolder.Open(_folder.At("run/attempts/1")).HasCheckpoint.ShouldBeTrue();
    }

    [Fact]
    public void ARunBegunOnItsLastAttemptIsNotBegunAgain()
    {
        Train(Undecided, images: 8, attempts: 1).ShouldHaveSingleItem().Result.ImagesSeen.ShouldBe(8);

        IReadOnlyList<Attempt> attempts = GoOn(Watching with { Attempts = 1 }, new TrainingBudget(16));

        attempts.ShouldHaveSingleItem().Result.ImagesSeen.ShouldBe(16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void WithoutTimeNoAttemptIsBegunInPlaceOfALostOne(int seconds)
    {
        Train(Undecided, images: 8, attempts: 1);

        IReadOnlyList<Attempt> attempts = GoOn(Watching, new TrainingBudget(400, TimeSpan.FromSeconds(seconds)));

        attempts.ShouldHaveSingleItem().Result.ImagesSeen.ShouldBe(8);
    }

    [Fact]
    public void ARequestToStopEndsWithoutAnotherAttempt()
    {
        Train(Undecided, images: 400, stopped: true).ShouldHaveSingleItem().Result.Stopped.ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<Attempt> Train(TrainingOptions options, long images, int attempts = 3, bool stopped = false)
    {
        CancellationToken cancellation = stopped ? new CancellationToken(canceled: true) : TestContext.Current.CancellationToken;
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run", options);
        var training = new SupervisedTraining(
            set, run.FolderPath, Watching with { Attempts = attempts }, default, TinyTraining.Cadence, new SeedJudge());
        return training.Run(run, new TrainingBudget(images), null, cancellation);
    }

    private IReadOnlyList<Attempt> GoOn(SupervisionOptions options, TrainingBudget budget)
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        var training = new SupervisedTraining(set, _folder.At("run"), options, default, TinyTraining.Cadence, new SeedJudge());
        return training.Run(RunFolder.Open(_folder.At("run")), budget, null, TestContext.Current.CancellationToken);
    }

    // Seeds 3, 4 and 5 score 0.3, 0.4 and 0.35.
    private sealed class SeedJudge : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
            => new(run.Configuration.Options.Seed switch { 3 => 0.3, 4 => 0.4, _ => 0.35 }, 0);
    }
}
