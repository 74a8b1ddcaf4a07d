using System.Text.Json;
using PerturbSeg.Files;

namespace PerturbSeg.Tests.Files;

public sealed class ListedNullsTests
{
    [Theory]
    [InlineData("[null]")]
    [InlineData("""{"a":[1,{"b":2},null]}""")]
    [InlineData("[[],[[null]]]")]
    [InlineData("[")]
    public void Nulls_in_lists_are_refused_and_so_is_what_is_no_json(string json) => Should.Throw<JsonException>(() => ListedNulls.Refuse(json));

    [Theory]
    [InlineData("null")]
    [InlineData("""{"a":null,"b":[{"c":null},[]]}""")]
    public void Others_may_be_null(string json) => ListedNulls.Refuse(json).ShouldBe(json);
}
