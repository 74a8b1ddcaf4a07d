using System.Runtime.InteropServices;

namespace PerturbSeg.Torch.Tests.TorchSave;

/// <summary>A storage of a made file: its key, the name of its type, and its elements.</summary>
internal sealed record SampleStorage(string Key, string TypeName, long Count, byte[] Bytes)
{
    public static SampleStorage Of<T>(string key, string typeName, params T[] values)
        where T : unmanaged
        => new(key, typeName, values.Length, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}
