using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PerturbSeg.Fuzz.Mutations;

/// <summary>Changes what a JSON text says, so that it stays JSON: values of other kinds and sizes, names left out, added or said twice, deep nests.</summary>
internal sealed class JsonMutation : IMutation
{
    // What JsonNode cannot hold is put in as text, once it is written.
    private static readonly string[] Raw =
    [
        "null", "true", "false", "0", "-0.0", "-1", "1", "1.5", "2147483647", "2147483648", "9223372036854775808", "1e308", "1e999", "-1e999", "1e-400", "123456789012345678901234567890",
        "\"\"", "\"NaN\"", "\"-1\"", "\"a/../../b\"", "\"\\ud800\"", "\"\\u0000\"", "\"\U0001F600\"", "[]", "{}", "[[]]", "[null]", "{\"\":null}", "{\"a\":1,\"a\":2}",
        $"\"{new string('x', 5000)}\"", new string('[', 60) + new string(']', 60), new string('[', 5000), $"[{string.Join(',', Enumerable.Repeat("0", 3000))}]",
    ];

    private static readonly JsonSerializerOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public byte[] Mutate(byte[] file, Random random)
    {
        JsonNode? root = JsonNode.Parse(file);
        var raw = new List<(string Mark, string Text)>();
        do
            root = Change(root, raw, random);
        while (random.Next(3) != 0);
        var text = new StringBuilder(root?.ToJsonString(Form) ?? "null");
        foreach ((string mark, string value) in Enumerable.Reverse(raw)) // later ones may hold earlier marks
            text.Replace($"\"{mark}\"", value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static JsonNode? Change(JsonNode? root, List<(string Mark, string Text)> raw, Random random)
    {
        List<JsonNode> nodes = [];
        Collect(root, nodes);
        JsonNode? chosen = nodes.Count == 0 || random.Next(20) == 0 ? root : nodes[random.Next(nodes.Count)];
        JsonNode? other = nodes.Count == 0 ? null : nodes[random.Next(nodes.Count)];
        switch (chosen, random.Next(6))
        {
            case (JsonObject map, 0) when map.Count > 0:
                map.RemoveAt(random.Next(map.Count));
                return root;
            case (JsonObject map, 1) when map.Count > 0:
                string name = map.ElementAt(random.Next(map.Count)).Key;
                JsonNode? value = map[name];
                map.Remove(name);
                map[random.Next(3) == 0 ? name.ToUpperInvariant() : $"{name}{random.Next(10)}"] = value;
                return root;
            case (JsonObject map, 3) when map.Count > 0:
                (string said, JsonNode? once) = map.ElementAt(random.Next(map.Count));
                string twice = $"@{raw.Count}@";
                raw.Add((twice, $"{{{JsonSerializer.Serialize(said)}:{once?.ToJsonString(Form) ?? "null"},{map.ToJsonString(Form)[1..]}"));
                return Replace(root, map, twice);
            case (JsonArray list, 0) when list.Count > 0:
                list.RemoveAt(random.Next(list.Count));
                return root;
            case (JsonArray list, 1):
                list.Insert(random.Next(list.Count + 1), other?.DeepClone());
                return root;
            case (_, 2):
                return Replace(root, chosen, other?.DeepClone());
            default:
                string mark = $"@{raw.Count}@";
                raw.Add((mark, Raw[random.Next(Raw.Length)]));
                return Replace(root, chosen, mark);
        }
    }

    private static JsonNode? Replace(JsonNode? root, JsonNode? place, JsonNode? value)
    {
        if (place?.Parent is null)
            return value;
        place.ReplaceWith(value);
        return root;
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null)
            return;
        nodes.Add(node);
        foreach (JsonNode? child in node switch { JsonObject map => map.Select(pair => pair.Value), JsonArray list => list, _ => [] })
            Collect(child, nodes);
    }
}
