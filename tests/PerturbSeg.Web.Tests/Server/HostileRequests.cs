using System.Text;

namespace PerturbSeg.Web.Tests.Server;

/// <summary>Requests that somebody sent to do harm, as bytes of a connection.</summary>
internal static class HostileRequests
{
    private const string Head = " HTTP/1.1\r\nHost: localhost\r\n", Masks = "POST /v1/masks" + Head;

    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 18;

    /// <summary>Whether a request is not whole, so that the server waits for the rest.</summary>
    /// <param name="number">As that of <see cref="Bytes"/>.</param>
    public static bool IsCutOff(int number) => (number % Kinds) is 0 or Kinds - 1;

    /// <summary>A request.</summary>
    /// <param name="number">Requests of numbers that are the same modulo <see cref="Kinds"/> are of one kind.</param>
    /// <param name="photo">A photo's file.</param>
    public static byte[] Bytes(int number, byte[] photo) => (number % Kinds) switch
    {
        0 => Text($"{Masks}Content-Length: 5000\r\n\r\nabc"), // cut off
        1 => Text($"{Masks}Content-Length: 99999999999\r\n\r\n"),
        2 => Text($"{Masks}Content-Length: -1\r\n\r\n"),
        3 => Text($"GET /{new string('a', 20_000)}{Head}\r\n"),
        4 => Text($"GET /{Head}X: {new string('b', 60_000)}\r\n\r\n"),
        5 => Text($"{Masks}Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        6 => Text($"GET /page/../../../../etc/passwd{Head}Connection: close\r\n\r\n"),
        7 => Text($"{Masks}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n\r\n--x\r\n\r\n\0\0"),
        8 => Text($"PUT /api/photos/0/decision{Head}X-PerturbSeg: 1\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n[[[["),
        9 => Text($"GET /{Head}{string.Concat(Enumerable.Range(0, 500).Select(i => $"X{i}: y\r\n"))}\r\n"),
        10 => Text($"{Masks}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
        11 => Text($"{Masks}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n"),
        12 => [.. Text($"POST /v1/masks?run=..%2f..%2fetc&name=..%2f..%2fpasswd{Head}Content-Length: {photo.Length}\r\n\r\n"), .. photo],
        13 => [.. Text($"{Masks}Content-Encoding: gzip\r\nContent-Length: {Bomb.Length}\r\n\r\n"), .. Bomb],
        14 => [.. Text($"{Masks}Content-Length: {photo.Length}\r\n\r\n"), .. photo[..(photo.Length / 2)], .. new byte[photo.Length - (photo.Length / 2)]],
        15 => [.. Text($"{Masks}Content-Length: {Large.Length}\r\n\r\n"), .. Large],
        16 => Text($"PUT /api/photos/0/decision{Head}X-PerturbSeg: 1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{{}}"),
        _ => Noise(number),
    };

    // The start of a gzip of zeros, again and again: nothing unpacks it.
    private static byte[] Bomb { get; } = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. new byte[20_000]];

    // A GIF of 65,535×65,535 pixels.
    private static byte[] Large { get; } = [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 2, 0x4C, 1, 0, 0x3B];

    private static byte[] Noise(int seed)
    {
        byte[] noise = new byte[300];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
