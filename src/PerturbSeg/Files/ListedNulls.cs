using System.Text;
using System.Text.Json;

namespace PerturbSeg.Files;

/// <summary>Nulls in lists of a JSON text. What makes objects of the text lets them through, whatever the type of the list says.</summary>
internal static class ListedNulls
{
    /// <summary>Refuses them.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The text.</returns>
    /// <exception cref="JsonException">A list has a null, or the text is no JSON.</exception>
    public static string Refuse(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var isList = new Stack<bool>([false]);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                isList.Push(reader.TokenType == JsonTokenType.StartArray);
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                isList.Pop();
            else if (reader.TokenType == JsonTokenType.Null && isList.Peek())
                throw new JsonException("A list in it has a null.");
        }

        return json;
    }
}
