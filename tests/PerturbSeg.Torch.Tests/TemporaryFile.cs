namespace PerturbSeg.Torch.Tests;

/// <summary>A file of a test's own, gone with the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] content) => File.WriteAllBytes(FilePath, content);

    public string FilePath { get; } = Path.Combine(Path.GetTempPath(), $"perturbseg-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(FilePath);
}
