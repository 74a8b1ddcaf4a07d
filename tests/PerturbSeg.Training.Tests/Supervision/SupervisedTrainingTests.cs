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
    // Masks begin half transparent and stay so for a few steps of 4 photos; a strong start in the middle decides them at once.
    private static readonly TrainingOptions Undecided = TinyTraining.Options with { BinaryWeight = 0 };
    private static readonly TrainingOptions Decided
        = TinyTraining.Options with { Network = TinyTraining.Options.Network with { CentralStart = 40 }, MinMask = 0.3, FrameWeight = 0 };
    private static readonly SupervisionOptions Watching
        = new() { Attempts = 3, ProbationImages = 8, CheckImages = 4, Patience = 2 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void ARightSplitTrainsOnToTheEndOfItsBudget()
    {
        IReadOnlyList<Attempt> attempts = Train(Decided, images: 40);

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
    public void ARunBegunOnItsLastAttemptIsNotBegunAgain()
    {
        Train(Undecided, images: 8, attempts: 1).ShouldHaveSingleItem().Result.ImagesSeen.ShouldBe(8);
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        var again = new SupervisedTraining(
            set, _folder.At("run"), Watching with { Attempts = 1 }, default, TinyTraining.Cadence, new SeedJudge());

        IReadOnlyList<Attempt> attempts = again.Run(RunFolder.Open(_folder.At("run")), new TrainingBudget(16), null, TestContext.Current.CancellationToken);

        attempts.ShouldHaveSingleItem().Result.ImagesSeen.ShouldBe(16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void WithoutTimeNoAttemptIsBegunInPlaceOfALostOne(int seconds)
    {
        Train(Undecided, images: 8, attempts: 1);
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        var again = new SupervisedTraining(set, _folder.At("run"), Watching, default, TinyTraining.Cadence, new SeedJudge());

        IReadOnlyList<Attempt> attempts = again.Run(
            RunFolder.Open(_folder.At("run")), new TrainingBudget(400, TimeSpan.FromSeconds(seconds)), null, TestContext.Current.CancellationToken);

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

    // Seeds 3, 4 and 5 score 0.3, 0.4 and 0.35.
    private sealed class SeedJudge : ISplitJudge
    {
        public PhotoConsistency Judge(RunFolder run, CancellationToken cancellation)
            => new(run.Configuration.Options.Seed switch { 3 => 0.3, 4 => 0.4, _ => 0.35 }, 0);
    }
}
