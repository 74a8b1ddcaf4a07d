using PerturbSeg.Files;

namespace PerturbSeg.Tests.Files;

public sealed class ComposedNameTests
{
    // Composed and decomposed forms as the Unicode Character Database has them.
    [Theory]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("A\u030angstro\u0308m", "\u00c5ngstr\u00f6m")]
    [InlineData("Vie\u0323\u0302t", "Vi\u1ec7t")]
    [InlineData("\u0438\u0306", "\u0439")]
    [InlineData("\u03b1\u0301", "\u03ac")]
    [InlineData("\u304b\u3099", "\u304c")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\u1100\u1161", "\uac00")]
    [InlineData("plain-name_1", "plain-name_1")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    [InlineData("\u0301", "\u0301")]
    [InlineData("", "")]
    public void Letters_and_their_marks_become_one(string name, string composed) => ComposedName.Of(name).ShouldBe(composed);
}
