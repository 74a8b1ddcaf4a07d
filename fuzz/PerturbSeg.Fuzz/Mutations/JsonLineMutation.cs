using System.Text;

namespace PerturbSeg.Fuzz.Mutations;

/// <summary>Changes what one line of a file of JSON lines says.</summary>
internal sealed class JsonLineMutation : IMutation
{
    private readonly JsonMutation _line = new();

    /// <inheritdoc/>
    public byte[] Mutate(byte[] file, Random random)
    {
        string[] lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int chosen = random.Next(lines.Length);
        lines[chosen] = Encoding.UTF8.GetString(_line.Mutate(Encoding.UTF8.GetBytes(lines[chosen]), random));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }
}
