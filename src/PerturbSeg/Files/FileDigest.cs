using System.Security.Cryptography;

namespace PerturbSeg.Files;

/// <summary>What tells a file from any other, whatever they are called: the SHA-256 of what is in it.</summary>
public static class FileDigest
{
    /// <summary>Reads a file through.</summary>
    /// <param name="path">The file.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Of a file that was read.</summary>
    /// <param name="content">What is in it.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
