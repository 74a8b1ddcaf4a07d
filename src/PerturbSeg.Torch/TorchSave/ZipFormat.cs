namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// The format since PyTorch 1.6: a zip of <c>NAME/data.pkl</c>, the values, and <c>NAME/data/KEY</c>, the storages, stored as they are.
/// </summary>
internal static class ZipFormat
{
    private const string PickleName = "/data.pkl";

    /// <summary>Reads the values and finds the storages.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="builder">Builds storages and tensors.</param>
    /// <returns>The outermost value.</returns>
    public static object? Read(string path, MappedFile file, PickleBuilder builder)
    {
        StoredZip zip = StoredZip.Read(path, file);
        string[] pickles = [.. zip.Names.Where(name => name.IndexOf('/', StringComparison.Ordinal) == name.Length - PickleName.Length
            && name.EndsWith(PickleName, StringComparison.Ordinal))];
        if (pickles is not [string pickleName])
            throw new TorchSaveFormatException(path, $"its zip has {pickles.Length} entries 'NAME/data.pkl' where one is expected");
        string folder = pickleName[..^PickleName.Length];
        RefuseBigEndian(path, file, zip, $"{folder}/byteorder");

        (long offset, long length) = zip.Find(pickleName);
        var machine = new PickleMachine(path, file.Bytes(offset, (int)Math.Min(length, PickleMachine.MaxBytes)), builder);
        object? root = machine.Load();
        foreach (SavedStorage storage in builder.Storages.Values)
        {
            (storage.FileOffset, length) = zip.Find($"{folder}/data/{storage.Key}");
            if (length != storage.Bytes)
            {
                throw new TorchSaveFormatException(
                    path, $"storage '{UntrustedText.Show(storage.Key)}' has {length} bytes where {storage.Bytes} are expected");
            }
        }

        return root;
    }

    private static void RefuseBigEndian(string path, MappedFile file, StoredZip zip, string name)
    {
        if (!zip.Names.Contains(name))
            return;
        (long offset, long length) = zip.Find(name);
        if (!file.Bytes(offset, (int)Math.Min(length, 16)).SequenceEqual("little"u8))
            throw new TorchSaveFormatException(path, "its byte order is not little-endian");
    }
}
