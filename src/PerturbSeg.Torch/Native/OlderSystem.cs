using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PerturbSeg.Torch.Native;

/// <summary>
/// Loads TorchSharp's native half where libstdc++ is older than that of GCC 13, as on Debian 12 and Ubuntu 22.04. The file asks for the version
/// GLIBCXX_3.4.32 and uses nothing of it, so a copy in memory whose need is marked as weak is enough. The file itself stays as it is.
/// </summary>
internal static partial class OlderSystem
{
    private const string NeededVersion = "GLIBCXX_3.4.32";
    private const ushort Weak = 2; // VER_FLG_WEAK
    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    /// <summary>Loads the file's copy in memory; what asks for the file's name later gets it.</summary>
    /// <param name="path">An ELF library that names the version above.</param>
    /// <exception cref="DllNotFoundException">It does not load so either.</exception>
    public static void Load(string path)
    {
        byte[] image = File.ReadAllBytes(path);
        if (!TryMarkWeak(image))
            throw new DllNotFoundException($"{Path.GetFileName(path)} cannot be loaded");
        using var file = new SafeFileHandle(MemoryFile(Path.GetFileName(path), CloseOnExec), ownsHandle: true);
        if (file.IsInvalid)
            throw new DllNotFoundException($"no memory file for {Path.GetFileName(path)} could be made");
        RandomAccess.Write(file, image, 0);
        NativeLibrary.Load($"/proc/self/fd/{file.DangerousGetHandle()}");
    }

    /// <summary>Marks the need of that version as weak: one bit of its entry in the section of needed versions (ELF, Elf64_Vernaux).</summary>
    /// <param name="image">The file's bytes.</param>
    /// <returns>False where the file has no such need.</returns>
    internal static bool TryMarkWeak(Span<byte> image)
    {
        Span<byte> entry = stackalloc byte[sizeof(uint) + sizeof(ushort)]; // vna_hash, then vna_flags of 0
        entry.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Hash(NeededVersion));
        int place = image.IndexOf(entry);
        if (place < 0)
            return false;
        BinaryPrimitives.WriteUInt16LittleEndian(image[(place + sizeof(uint))..], Weak);
        return true;
    }

    // The hash of names in ELF (System V ABI, "Hash Table Section").
    private static uint Hash(string name)
    {
        uint hash = 0;
        foreach (char letter in name)
        {
            hash = (hash << 4) + letter;
            uint high = hash & 0xF000_0000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    [LibraryImport("libc.so.6", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
