using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Corrections;

public sealed class CorrectionFolderTests : IDisposable
{
    private static readonly Correction s_correction = new()
    {
        Photo = "sub/a.jpg", Decision = CorrectionDecision.Mended, Width = 2, Height = 1, Decided = new DateTime(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc), Version = 0,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ADecisionAndItsMaskAreFilesThatComeBack()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.Find("sub/a").ShouldBeNull();
        corrections.Names().ShouldBeEmpty();
        corrections.TryDecide("sub/a", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [255, 0]), out Correction? now).ShouldBeTrue();
        now.ShouldBe(s_correction with { Version = 1 });
        new CorrectionFolder(_folder.At("corrections")).Find("sub/a").ShouldBe(now);
        corrections.Names().ShouldBe(["sub/a"]);
        new PhotoDecoder().DecodeMask(corrections.Mask("sub/a", corrections.Find("sub/a"))).Pixels.ShouldBe([255, 0]);
    }

    [Fact]
    public void WhatWasNotSeenIsNotOverwritten()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, null, out _).ShouldBeTrue();
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction with { Decision = CorrectionDecision.Rejected }, null, out Correction? now).ShouldBeFalse();
        now!.Decision.ShouldBe(CorrectionDecision.Mended);
        corrections.TryDecide("a", corrections.Find("a")!.Mark, s_correction with { Decision = CorrectionDecision.Rejected }, null, out now).ShouldBeTrue();
        now!.Version.ShouldBe(2);
    }

    [Fact]
    public void WhatIsRejectedLeavesNoMask()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [255, 0]), out Correction? now).ShouldBeTrue();
        corrections.TryDecide("a", now!.Mark, s_correction with { Decision = CorrectionDecision.Rejected }, null, out _).ShouldBeTrue();
        Directory.GetFiles(_folder.At("corrections"), "a*").ShouldBe([_folder.At("corrections/a.json")]);
    }

    [Theory]
    [InlineData("\"decision\": 2")]
    [InlineData("\"decision\": \"maybe\"")]
    public void ADecisionIsAWordOfThree(string other)
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, null, out _).ShouldBeTrue();
        string file = _folder.At("corrections/a.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"decision\": \"mended\"", other, StringComparison.Ordinal));
        Should.Throw<UserErrorException>(() => corrections.Find("a")).Message.ShouldEndWith("mend or delete it.");
    }

    [Fact]
    public void AWriteThatFailsLeavesTheDecisionBeforeWithItsMask()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [255, 0]), out _);
        int steps;
        using (var count = WriteFault.DiskFull(step: 0))
        {
            corrections.TryDecide("b", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [0, 255]), out _).ShouldBeTrue();
            steps = count.Steps;
        }

        for (int step = 1; step < steps; step++) // the last renames the decision, when its mask has its name already
        {
            using var full = WriteFault.DiskFull(step);
            Should.Throw<FileWriteException>(() => corrections.TryDecide("a", corrections.Find("a")!.Mark, s_correction, new GreyImage(2, 1, [0, 255]), out _));
            corrections.Find("a")!.Version.ShouldBe(1);
            new PhotoDecoder().DecodeMask(corrections.Mask("a", corrections.Find("a"))).Pixels.ShouldBe([255, 0], $"write {step} of {steps}");
            Directory.GetFiles(_folder.At("corrections"), "*partial*").ShouldBeEmpty();
        }
    }

    [Fact]
    public void TwoServersDoNotOverwriteEachOther()
    {
        CorrectionFolder[] servers = [new(_folder.At("corrections")), new(_folder.At("corrections"))];
        bool[] written = new bool[20];
        Parallel.For(0, written.Length, i => written[i] = servers[i % 2].TryDecide("a", CorrectionFolder.NoDecision, s_correction, null, out _));
        written.Count(done => done).ShouldBe(1);
        servers[0].Find("a")!.Version.ShouldBe(1);
    }

    [Fact]
    public void TheMaskOfARejectedPhotoCountsNoMore()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [255, 0]), out _);
        corrections.TryDecide("a", corrections.Find("a")!.Mark, s_correction with { Decision = CorrectionDecision.Rejected }, null, out _);
        corrections.Mask("a", corrections.Find("a")).ShouldBeNull();
    }

    [Fact]
    public void NoDecisionCanBeTakenBackBeforeThereIsAny()
    {
        new CorrectionFolder(_folder.At("corrections")).TryDecide("a", CorrectionFolder.NoDecision, null, null, out Correction? now).ShouldBeTrue();
        now.ShouldBeNull();
        Directory.Exists(_folder.At("corrections")).ShouldBeFalse();
    }

    [Fact]
    public void ADecisionThatIsTakenBackLeavesNothing()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [255, 0]), out _);
        corrections.TryDecide("a", corrections.Find("a")!.Mark, null, null, out Correction? now).ShouldBeTrue();
        now.ShouldBeNull();
        Directory.EnumerateFiles(_folder.At("corrections")).ShouldAllBe(file => FolderLock.IsLock(file));
    }

    [Fact]
    public void ADecisionAfterOneThatWasTakenBackIsAnother()
    {
        var corrections = new CorrectionFolder(_folder.At("corrections"));
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction, new GreyImage(2, 1, [255, 0]), out Correction? seen);
        corrections.TryDecide("a", seen!.Mark, null, null, out _).ShouldBeTrue();
        corrections.TryDecide("a", CorrectionFolder.NoDecision, s_correction with { Decided = s_correction.Decided.AddSeconds(1) }, new GreyImage(2, 1, [0, 255]), out Correction? now).ShouldBeTrue();
        now!.Version.ShouldBe(seen.Version);
        corrections.TryDecide("a", seen.Mark, s_correction, new GreyImage(2, 1, [255, 0]), out _).ShouldBeFalse();
        new PhotoDecoder().DecodeMask(corrections.Mask("a", corrections.Find("a"))).Pixels.ShouldBe([0, 255]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"photo\":\"a\",\"decision\":\"perhaps\"}")]
    public void ADamagedDecisionIsNamed(string text)
    {
        _folder.Write("corrections/a.json", System.Text.Encoding.UTF8.GetBytes(text));
        Should.Throw<UserErrorException>(() => new CorrectionFolder(_folder.At("corrections")).Find("a")).Message.ShouldContain("mend or delete it");
    }
}
