using PerturbSeg.Photos;

namespace PerturbSeg.Tests.Photos;

public sealed class PhotoFileNameTests
{
    [Fact]
    public void Every_listed_ending_is_a_photo_in_any_case()
    {
        string[] endings = PhotoFileName.ExtensionList.Split([", ", " or "], StringSplitOptions.None);
        endings.Length.ShouldBe(12);
        endings.ShouldAllBe(ending => PhotoFileName.IsPhoto("a" + ending) && PhotoFileName.IsPhoto("folder.x/B" + ending.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("drawing.svg")]
    [InlineData("paper.pdf")]
    [InlineData("old.bmp")]
    [InlineData("film.mp4")]
    [InlineData("jpg")]
    public void Other_endings_are_not(string name) => PhotoFileName.IsPhoto(name).ShouldBeFalse();
}
