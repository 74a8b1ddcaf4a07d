using PerturbSeg.Web.Runs;

namespace PerturbSeg.Web.Tests.Runs;

public sealed class OpenedTests
{
    private string _file = "a";
    private bool _damaged;

    [Fact]
    public void What_has_changed_is_opened_anew_and_what_is_damaged_is_not_remembered()
    {
        using var opened = new Opened<Content>(() => _file, Open);
        _damaged = true;
        Should.Throw<UserErrorException>(() => opened.Value);
        _damaged = false;
        Content first = opened.Value;
        opened.Value.ShouldBeSameAs(first);

        (_file, _damaged) = ("b", true);
        opened.Value.ShouldBeSameAs(first); // half written, say
        _damaged = false;
        Content second = opened.Value;
        (second.Of, first.IsDisposed).ShouldBe(("b", false)); // a request may be under way with the first
    }

    [Fact]
    public void All_of_it_ends_with_its_owner()
    {
        Content first, second;
        using (var opened = new Opened<Content>(() => _file, Open))
        {
            first = opened.Value;
            _file = "b";
            second = opened.Value;
        }

        (first.IsDisposed, second.IsDisposed).ShouldBe((true, true));
    }

    private Content Open() => _damaged ? throw new UserErrorException("It is damaged.") : new Content(_file);

    private sealed class Content(string of) : IDisposable
    {
        public string Of => of;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
