namespace PerturbSeg.Fuzz.Readers;

/// <summary>Reads from memory.</summary>
/// <param name="read">Reads all of it.</param>
internal sealed class BytesReader(Action<byte[]> read) : Reader
{
    /// <inheritdoc/>
    public override void Read(byte[] file) => read(file);
}
