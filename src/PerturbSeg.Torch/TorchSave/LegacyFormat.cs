using System.Buffers.Binary;
using System.Numerics;

namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// The format up to PyTorch 1.5: five pickles (a magic number, the version, facts on the machine, the values, the keys of the
/// storages), then, for each key in order, the number of elements as 64 bits and the elements.
/// </summary>
internal static class LegacyFormat
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads the values and finds the storages, whose elements are skipped.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="builder">Builds storages and tensors.</param>
    /// <returns>The outermost value.</returns>
    public static object? Read(string path, MappedFile file, PickleBuilder builder)
    {
        long position = 0;
        if (!Magic.Equals(Load(path, file, builder, ref position)))
            throw new TorchSaveFormatException(path, "it is a pickle, but not one that torch.save wrote");
        if (Load(path, file, builder, ref position) is not Version)
            throw new TorchSaveFormatException(path, $"it is not of version {Version} of the old format");
        if (Load(path, file, builder, ref position) is not SavedDictionary machine
            || !machine.TryGet("little_endian", out object? littleEndian) || littleEndian is not true)
            throw new TorchSaveFormatException(path, "its byte order is not little-endian");
        object? root = Load(path, file, builder, ref position);
        if (Load(path, file, builder, ref position) is not SavedList keys)
            throw new TorchSaveFormatException(path, "it has no list of storages");
        PlaceStorages(path, file, builder, keys, position);
        return root;
    }

    private static object? Load(string path, MappedFile file, PickleBuilder builder, ref long position)
    {
        int length = (int)Math.Min(file.Length - position, PickleMachine.MaxBytes);
        var machine = new PickleMachine(path, file.Bytes(position, length), builder);
        object? value = machine.Load();
        position += machine.Position;
        return value;
    }

    private static void PlaceStorages(string path, MappedFile file, PickleBuilder builder, SavedList keys, long position)
    {
        foreach (object? key in keys.Items)
        {
            if (key is not string name || !builder.Storages.TryGetValue(name, out SavedStorage? storage) || storage.FileOffset >= 0)
                throw new TorchSaveFormatException(path, "its list of storages names one twice, or one that no tensor uses");
            string subject = $"storage '{UntrustedText.Show(name)}'";
            if (file.Length - position < sizeof(long))
                throw new TorchSaveFormatException(path, $"it ends before {subject}; it was cut short");
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Bytes(position, sizeof(long)));
            position += sizeof(long);
            if (count != storage.Count)
                throw new TorchSaveFormatException(path, $"{subject} has {count} elements where {storage.Count} are expected");
            if (storage.Bytes > file.Length - position)
                throw new TorchSaveFormatException(path, $"it ends in {subject}; it was cut short");
            storage.FileOffset = position;
            position += storage.Bytes;
        }

        if (keys.Items.Count != builder.Storages.Count)
            throw new TorchSaveFormatException(path, "a storage is missing from its list of storages");
    }
}
