using PerturbSeg.Fuzz.Mutations;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Something that reads files of one kind, with sound ones to begin from.</summary>
internal abstract class Reader : IDisposable
{
    /// <summary>Sound files, small ones.</summary>
    public required IReadOnlyList<byte[]> Seeds { get; init; }

    /// <summary>A change that keeps the form of a file; null where bytes alone are changed.</summary>
    public IMutation? Structure { get; init; }

    /// <summary>The exceptions by which the reader's documentation says that a file is refused; any other is a finding.</summary>
    public IReadOnlyList<Type> Refusals { get; init; } = [typeof(UserErrorException)];

    /// <summary>How many files a short campaign gives it: fewer where each takes milliseconds.</summary>
    public int ShortCampaign { get; init; } = 2000;

    /// <summary>Reads a file, and all that it holds.</summary>
    /// <param name="file">The bytes.</param>
    public abstract void Read(byte[] file);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
