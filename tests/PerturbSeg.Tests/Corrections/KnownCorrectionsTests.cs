using PerturbSeg.Corrections;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Corrections;

public sealed class KnownCorrectionsTests : IDisposable
{
    private static readonly DateTime s_old = DateTime.UtcNow.AddHours(-1);
    private readonly TemporaryFolder _folder = new();
    private readonly CorrectionFolder _corrections;
    private readonly KnownCorrections _known;

    public KnownCorrectionsTests()
    {
        _corrections = new CorrectionFolder(_folder.At("corrections"));
        _known = new KnownCorrections(_corrections);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_are_those_that_stand_whoever_wrote_or_deleted_them()
    {
        _known.Read().ShouldBeEmpty();
        Decide("sub/a", CorrectionDecision.Accepted);
        Decide("b", CorrectionDecision.Rejected);
        IReadOnlyDictionary<string, Correction> known = _known.Read();
        known.Keys.ShouldBe(["sub/a", "b"], ignoreOrder: true);
        (known["sub/a"].Decision, known["b"].Decision).ShouldBe((CorrectionDecision.Accepted, CorrectionDecision.Rejected));
        _known.Read()["b"].ShouldBe(_corrections.Find("b"));
        Decide("b", CorrectionDecision.Accepted);
        _known.Read()["b"].Version.ShouldBe(2);
        File.Delete(FileOf("b"));
        _known.Read().Keys.ShouldBe(["sub/a"]);
    }

    [Fact]
    public void One_that_cannot_be_read_is_named_and_left_out()
    {
        Decide("a", CorrectionDecision.Accepted);
        _folder.Write("corrections/b.json", "<<<<<<< HEAD"u8.ToArray());
        for (int i = 0; i < 2; i++)
        {
            _known.Read().Keys.ShouldBe(["a"]);
            _known.Problem.ShouldNotBeNull().ShouldContain("b.json' cannot be read");
        }

        File.Delete(FileOf("b"));
        _known.Read().Keys.ShouldBe(["a"]);
        _known.Problem.ShouldBeNull();
    }

    [Fact]
    public void A_file_is_read_once_and_again_when_its_time_or_its_length_changes()
    {
        Decide("a", CorrectionDecision.Accepted);
        File.SetLastWriteTimeUtc(FileOf("a"), s_old);
        Decision().ShouldBe(CorrectionDecision.Accepted);
        string text = File.ReadAllText(FileOf("a"));
        Write(text.Replace("accepted", "rejected", StringComparison.Ordinal), s_old); // what no program does: it shows that the file is not read
        Decision().ShouldBe(CorrectionDecision.Accepted);
        File.SetLastWriteTimeUtc(FileOf("a"), s_old.AddSeconds(1));
        Decision().ShouldBe(CorrectionDecision.Rejected);
        Write(text + "\n", s_old.AddSeconds(1));
        Decision().ShouldBe(CorrectionDecision.Accepted);
    }

    [Fact]
    public void A_young_file_is_read_again_since_its_time_may_hide_a_change()
    {
        Decide("a", CorrectionDecision.Accepted);
        DateTime time = File.GetLastWriteTimeUtc(FileOf("a"));
        Decision().ShouldBe(CorrectionDecision.Accepted);
        Write(File.ReadAllText(FileOf("a")).Replace("accepted", "rejected", StringComparison.Ordinal), time);
        Decision().ShouldBe(CorrectionDecision.Rejected);
    }

    private CorrectionDecision Decision() => _known.Read()["a"].Decision;

    private string FileOf(string name) => _folder.At($"corrections/{name}.json");

    private void Decide(string name, CorrectionDecision decision) => _corrections.TryDecide(name, _corrections.Find(name)?.Mark ?? CorrectionFolder.NoDecision, new Correction
    {
        Photo = name, Decision = decision, Width = 2, Height = 1, Decided = new DateTime(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc), Version = 0,
    }, null, out _).ShouldBeTrue();

    private void Write(string text, DateTime time)
    {
        File.WriteAllText(FileOf("a"), text);
        File.SetLastWriteTimeUtc(FileOf("a"), time);
    }
}
