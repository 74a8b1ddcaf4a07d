using System.Text.Json;
using PerturbSeg.Training.RunReports;

namespace PerturbSeg.Training.Tests.RunReports;

public sealed class DecisionRowTests
{
    [Fact]
    public void What_was_decided_is_a_row()
        => DecisionRow.Of(JsonElement.Parse("""{"decision":"gave_up","attempt":1,"kimg":4.5,"why":["Empty.","Full."],"next":{"min_mask":0.2},"scores":{}}"""))
            .ShouldBe(["1", "4.5", "gave up", "Empty. Full.", "begun again with min_mask 0.2"]);

    [Fact]
    public void An_attempt_that_goes_back_says_where_to()
        => DecisionRow.Of(JsonElement.Parse("""{"decision":"gave_up","attempt":1,"kimg":64,"next":{"piece_weight":3},"next_from_kimg":56.016}"""))[^1]
            .ShouldBe("gone back to 56.016 kimg; with piece_weight 3");

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"why":"Empty.","next":[1],"chosen":null,"scores":5}""")]
    public void What_is_left_out_or_of_another_form_is_an_empty_cell(string line)
        => DecisionRow.Of(JsonElement.Parse(line)).ShouldBe(["", "", "", "", ""]);
}
