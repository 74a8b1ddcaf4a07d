using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Files;

public sealed class JsonLinesTests
{
    [Fact]
    public void Lines_that_are_no_objects_of_text_are_left_out()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("lines.jsonl", """
            {"a":1}
            [1]
            {"a":"\ud800"}
            {"\udc00":1}
            {"a":2}
            {"a":
            """u8.ToArray());
        JsonLines.Read(path).Select(line => line.GetProperty("a").GetInt32()).ShouldBe([1, 2]);
    }
}
