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
    public void ASplitThatIsLostLateGoesBackToWhereItWasRight()
    {
        TrainAndLose();

        IReadOnlyList<Attempt> attempts = GoOn(Watching, new TrainingBudget(40));

        attempts.Select(attempt => (attempt.Number, attempt.BackTo, attempt.Lost, attempt.Result.ImagesSeen)).ShouldBe([(1, null, true, 36), (2, 0.024, false, 40)]);
        attempts[1].Options.ShouldBe(Remedy.For(TinyTraining.Still, attempts[0].Result.Figures.Degeneracies)); // the seed, too
        RunFolder run = RunFolder.Open(_folder.At("run"));
        run.LatestCheckpoint().ShouldBe(attempts[1].Result.CheckpointPath);
        run.Configuration.WentBackToKimg.ShouldBe(0.024);
        JsonElement gaveUp = JsonElement.Parse(File.ReadLines(_folder.At("run/attempts/decisions.jsonl")).First());
        gaveUp.GetProperty("next_from_kimg").GetDouble().ShouldBe(0.024);
        gaveUp.GetProperty("next").EnumerateObject().Select(change => change.Name).ShouldBe(["size_weight", "tint"]); // masks are empty, so that both layers are alike under them
    }

    [Fact]
    public void WithoutTimeTheRunIsWhereItWasRight()
    {
        TrainAndLose();

        Attempt kept = GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero))[^1];

        (kept.Number, kept.BackTo, kept.Result.ImagesSeen, kept.Lost).ShouldBe((2, 0.024, 24, false));
    }

    [Fact]
    public void WhatIsLostFromThereOnceMoreBeginsAnew()
    {
        TrainAndLose();
        GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero));
        LoseSplit();

        IReadOnlyList<Attempt> attempts = GoOn(Watching, new TrainingBudget(40));

        attempts.Select(attempt => (attempt.Number, attempt.BackTo, attempt.Lost, attempt.Options.Seed)).ShouldBe([(1, null, true, 3), (2, 0.024, true, 3), (3, null, false, 4)]);
    }

    [Fact]
    public void AnAttemptOfAnEarlierCallThatWasRightIsGoneBackTo()
    {
        TrainAndLose();
        var run = RunFolder.Open(_folder.At("run"));
        new AttemptFolders(run.FolderPath).Replace(1, run.Configuration with { Options = Undecided with { Seed = 4 } }, _ => { }); // and then the process was killed

        IReadOnlyList<Attempt> attempts = GoOn(Watching with { Attempts = 2 }, new TrainingBudget(40));

        attempts.Select(attempt => (attempt.Number, attempt.BackTo, attempt.Lost, attempt.Result.ImagesSeen)).ShouldBe([(1, null, true, 28), (2, null, true, 12), (3, 0.024, false, 24)]);
    }

    [Fact]
    public void AnAttemptThatWasNeverJudgedTakesTheRunFromNoOther()
    {
        Train(Undecided with { Seed = 4 }, images: 12, attempts: 1);
        var run = RunFolder.Open(_folder.At("run"));
        new AttemptFolders(run.FolderPath).Replace(1, run.Configuration with { Options = Undecided with { Seed = 5 } }, _ => { });

        Attempt kept = GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero))[^1];

        (kept.Number, kept.Options.Seed, kept.Score).ShouldBe((1, 4ul, 0.4));
    }

    [Fact]
    public void NorFromACheckpointThatWasRight()
    {
        TrainAndLose();
        var run = RunFolder.Open(_folder.At("run"));
        new AttemptFolders(run.FolderPath).Replace(1, run.Configuration with { Options = TinyTraining.Still with { Seed = 4 } }, _ => { });

        Attempt kept = GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero))[^1];

        (kept.BackTo, kept.Result.ImagesSeen, kept.Lost).ShouldBe((0.024, 24, false));
    }

    [Fact]
    public void AJudgeThatIsEndedIsAskedAgain()
    {
        using var ended = new CancellationTokenSource();
        Train(Undecided, images: 400, judge: new EndingJudge(ended), cancellation: ended.Token);
        Decisions().ShouldBe(["gave_up", "gave_up"]);

        GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero))[^1].Number.ShouldBe(2);
        Decisions().ShouldBe(["gave_up", "gave_up", "kept"]);
    }

    [Fact]
    public void WhatNothingCanBeFittedToIsTheWorst()
        => Train(Undecided, images: 400, judge: new DivergingJudge()).Select(attempt => (attempt.Number, attempt.Score)).ShouldBe([(1, 0.3), (2, 0), (3, 0.35)]);

    [Fact]
    public void WhatACallBeforeSawIsNotForgotten()
    {
        TrainingCadence watched = TinyTraining.Cadence with { SampleImages = Watching.CheckImages }; // as trainings have it
        Train(Undecided, images: 8, attempts: 1, cadence: watched);

        GoOn(Watching, new TrainingBudget(400), watched)[0].Result.ImagesSeen.ShouldBe(12); // degenerate at 8 and at 12
    }

    [Fact]
    public void OrEndsWhereItWasRightWithoutAJudge()
    {
        TrainAndLose();
        GoOn(Watching, new TrainingBudget(400, TimeSpan.Zero));
        LoseSplit();

        Attempt kept = GoOn(Watching with { Attempts = 2 }, new TrainingBudget(40))[^1];

        (kept.Number, kept.BackTo, kept.Result.ImagesSeen, kept.Lost, kept.Score).ShouldBe((3, 0.024, 24, false, null));
    }

    [Fact]
    public void WhatAnotherAttemptCannotBeginWithLeavesThePresentOneWhereItIs()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder other = TinyTraining.CreateRun(_folder, "other", Undecided);
        Trainer.Start(set, other, default, TinyTraining.Cadence).Dispose();
        RunFolder run = RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(Undecided) with { StartedFrom = other.FolderPath });
        Trainer.Resume(set, run, default, TinyTraining.Cadence).Dispose();
        Directory.Delete(other.FolderPath, recursive: true);

        Should.Throw<UserErrorException>(() => GoOn(Watching, new TrainingBudget(400))).Message.ShouldContain("is no run folder");

        new AttemptFolders(run.FolderPath).Mend();
        GoOn(Watching with { Attempts = 1 }, new TrainingBudget(16)).ShouldHaveSingleItem().Result.ImagesSeen.ShouldBe(16);
    }

    [Fact]
    public void AnAttemptThatIsLostAfterTheBestWasBroughtBackFindsAFolderOfItsOwn()
    {
        Train(Undecided, images: 400)[^1].Number.ShouldBe(2);

        GoOn(Watching with { Attempts = 5 }, new TrainingBudget(400)).Select(attempt => attempt.Number).ShouldContain(5);
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

    private IEnumerable<string?> Decisions()
        => File.ReadLines(_folder.At("run/attempts/decisions.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("decision").GetString());

    private IReadOnlyList<Attempt> Train(
        TrainingOptions options, long images, int attempts = 3, bool stopped = false, TrainingCadence? cadence = null, ISplitJudge? judge = null, CancellationToken? cancellation = null)
    {
        cancellation ??= stopped ? new CancellationToken(canceled: true) : TestContext.Current.CancellationToken;
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run", options);
        var training = new SupervisedTraining(
            set, run.FolderPath, Watching with { Attempts = attempts }, default, cadence ?? TinyTraining.Cadence, judge ?? new SeedJudge());
        return training.Run(run, new TrainingBudget(images), null, cancellation.Value);
    }

    // Right at 24 photos, lost at 28.
    private void TrainAndLose()
    {
        Train(TinyTraining.Still, images: 24, attempts: 1).ShouldHaveSingleItem().Result.SoundCheckpoint.ShouldNotBeNull();
        LoseSplit();
    }

    private void LoseSplit() => TinyTraining.LoseSplit(RunFolder.Open(_folder.At("run")));

    private IReadOnlyList<Attempt> GoOn(SupervisionOptions options, TrainingBudget budget, TrainingCadence? cadence = null)
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        var training = new SupervisedTraining(set, _folder.At("run"), options, default, cadence ?? TinyTraining.Cadence, new SeedJudge());
        return training.Run(RunFolder.Open(_folder.At("run")), budget, null, TestContext.Current.CancellationToken);
    }

    private sealed class EndingJudge(CancellationTokenSource source) : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
        {
            source.Cancel();
            throw new OperationCanceledException(cancellation);
        }
    }

    private sealed class DivergingJudge : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
            => run.Configuration.Options.Seed == 4 ? throw new FitDivergedException(2) : new SeedJudge().Judge(run, cancellation);
    }

    // Seeds 3, 4 and 5 score 0.3, 0.4 and 0.35.
    private sealed class SeedJudge : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
            => new(run.Configuration.Options.Seed switch { 3 => 0.3, 4 => 0.4, _ => 0.35 }, 0);
    }
}
