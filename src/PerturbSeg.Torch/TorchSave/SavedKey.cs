namespace PerturbSeg.Torch.TorchSave;

/// <summary>A key of a saved dictionary, text or whole number; for a saved list, the position.</summary>
public readonly record struct SavedKey
{
    private SavedKey(string? text, long number)
    {
        Text = text;
        Number = number;
    }

    /// <summary>The text; null where the key is a number.</summary>
    public string? Text { get; }

    /// <summary>The number; 0 where the key is a text.</summary>
    public long Number { get; }

    /// <summary>A text as key.</summary>
    public static implicit operator SavedKey(string text) => new(text, 0);

    /// <summary>A number as key.</summary>
    public static implicit operator SavedKey(long number) => new(null, number);

    /// <summary>The seeded hash of both halves: nobody can prepare a file whose keys all collide.</summary>
    public override int GetHashCode() => HashCode.Combine(Text, (int)Number, (int)(Number >> 32));

    /// <summary>The key for a message: a text in quotes, a number bare.</summary>
    public override string ToString() => Text is null ? $"{Number}" : $"'{UntrustedText.Show(Text)}'";
}
