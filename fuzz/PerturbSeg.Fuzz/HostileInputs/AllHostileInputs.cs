using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using PerturbSeg.Fuzz.Readers;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Segmentation;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch.Tests.TorchSave;

namespace PerturbSeg.Fuzz.HostileInputs;

/// <summary>The hostile inputs.</summary>
internal static class AllHostileInputs
{
    private const int Done = 0, Failed = 1, WrongInput = 2;
    private const string OutsideName = "outside.jpg";
    private static readonly byte[] Photo = PhotoEncoder.Encode(new Photo(40, 30, [.. Enumerable.Range(0, 3600).Select(i => (byte)(i * 7))]), PhotoFormat.Jpeg);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HostileInput> All { get; } = [.. Zips(), .. Photos(), .. Tensors(), .. Text(), .. Folders()];

    private static IEnumerable<HostileInput> Zips() =>
    [
        new("a zip bomb: 1 GB of zeros as `a.jpg` in 1 MB", folder => Pack(folder.Write("a.zip", Zip(("a.jpg", new byte[1 << 30])))), WrongInput, "more than the limit of 256"),
        new("a zip whose `a.jpg` is longer than it says: 10 bytes told, 200 MB there", folder =>
        {
            byte[] zip = Zip(("a.jpg", new byte[200 << 20]));
            for (int at = 0; (at = Next(zip, BitConverter.GetBytes(200 << 20), at)) >= 0;)
                BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(at), 10);
            return Pack(folder.Write("a.zip", zip));
        }, WrongInput, "can be used"),
        new("a zip of 100,000 broken photos", folder => Pack(folder.Write("a.zip", Zip([.. Enumerable.Range(0, 100_000).Select(i => ($"{i}.jpg", new byte[1]))]))), WrongInput, "None of the 100000 files"),
        new("a zip whose names lead outside", folder => Pack(folder.Write("in/a.zip", Zip(("../../outside.jpg", Photo), ("/tmp/outside.jpg", Photo), ("..\\outside.jpg", Photo)))), Done, "1 photos")
        {
            IsUnharmed = folder => !File.Exists(folder.At(OutsideName)) && !File.Exists(folder.At($"../{OutsideName}")) && !File.Exists($"/tmp/{OutsideName}"),
        },
    ];

    private static IEnumerable<HostileInput> Photos() =>
    [
        new("a PNG header of 100,000×100,000 pixels", folder => Pack(folder.Write("a.png", Png(100_000, 100_000, 0))), WrongInput, "more than the limit of 100000000"),
        new("a PNG of 10,000×10,000 pixels, all of one colour, in 100 KB: within the limit", folder => Segment(folder, folder.Write("a.png", Png(10_000, 10_000, 10_000))), Done, "1 photos"),
        new("a PNG header of 10,000×10,000 pixels and nothing behind", folder => Pack(folder.Write("a.png", Png(10_000, 10_000, 0))), WrongInput, "damaged or cut short"),
        new("a GIF of 65,535×65,535 pixels in 30 bytes", folder => Pack(folder.Write("a.gif", [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 2, 0x4C, 1, 0, 0x3B])), WrongInput, "more than the limit"),
        new("a TIFF whose directory leads back to itself", folder => Pack(folder.Write("a.tif", [.. "II*\0"u8, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0])), WrongInput, "damaged or cut short"),
        new("an endless stream: `segment - < /dev/zero`", Stream, WrongInput, "cannot be used") { StandardInput = "/dev/zero" },
        new("a link `a.jpg` to `/dev/zero`", folder => Link(folder, "photos/a.jpg", "/dev/zero", Pack(folder.At("photos"))), WrongInput, "ordinary file"),
        new("a link `a.jpg` to a named pipe", folder =>
        {
            System.Diagnostics.Process.Start("mkfifo", [folder.At("pipe")]).WaitForExit();
            return Link(folder, "photos/a.jpg", folder.At("pipe"), Pack(folder.At("photos")));
        }, WrongInput, "ordinary file"),
    ];

    private static IEnumerable<HostileInput> Tensors() =>
    [
        new("`torch.save` that calls `os.system`, new format", folder => Import(folder, SampleFile.Zip(Harm(old: false), wide: false)), WrongInput, "cannot be imported") { IsUnharmed = folder => !File.Exists(folder.At("harm")) },
        new("`torch.save` that calls `os.system`, old format", folder => Import(folder, SampleFile.Old(Harm(old: true))), WrongInput, "cannot be imported") { IsUnharmed = folder => !File.Exists(folder.At("harm")) },
        new("`torch.save` of a tensor of 2³²×2³² floats", folder => Import(folder, SampleFile.Make(false, pickle => pickle.Tensor(SampleFile.Numbers, 0, [1L << 32, 1L << 32], [1L << 32, 1]), SampleFile.Numbers)), WrongInput, "cannot be imported"),
        new("a pickle that doubles a value 60 times", folder => Import(folder, SampleFile.Make(true, pickle =>
        {
            pickle.Op("]q\0");
            for (int i = 0; i < 60; i++)
                pickle.Op("h\0\u0086q\0"); // a pair of the last value and itself, which is then the last
        })), WrongInput, "cannot be imported"),
        new("a packed set of 2³²×2³² photos", folder => Inspect(folder, Safetensors("""{"__metadata__":{"perturbseg.kind":"packed-set"},"images":{"dtype":"U8","shape":[4294967296,3,4294967296,8],"data_offsets":[0,8]}}""", 8)), WrongInput, "safetensors"),
        new("a safetensors file with a header of 2⁶³ bytes", folder => Inspect(folder, [.. BitConverter.GetBytes(long.MinValue), .. new byte[100]]), WrongInput, "header would have"),
        new("a segmenter whose weights are not numbers", folder => Segment(folder, folder.Write("a.jpg", Photo), Replaced(OnnxModelFile.Bytes(), 5 / 3f, float.NaN)), WrongInput, "no numbers"),
        new("an array `.npy` of 2⁶² photos", folder => Pack(folder.Write("a.npy", Npy("4611686018427387904, 8, 8, 3"))), WrongInput, "photos"),
        new("an array `.npy` of photos of 2³¹ pixels a side", folder => Pack(folder.Write("a.npy", Npy("1, 2147483648, 2147483648, 3"))), WrongInput, "save them smaller"),
    ];

    private static IEnumerable<HostileInput> Text() =>
    [
        new("a `config.json` of 1,000,000 opened brackets", folder => Run(folder, "report", Encoding.ASCII.GetBytes(new string('[', 1_000_000))), WrongInput, "cannot be read"),
        new("a `config.json` of 100 MB without an end", folder => Run(folder, "report", Encoding.ASCII.GetBytes("{\"format\":1,\"x\":\"" + new string('x', 100 << 20))), WrongInput, "cannot be read"),
        new("a log of a training in one line of 100 MB", folder =>
        {
            folder.Write("run/metrics.jsonl", Encoding.ASCII.GetBytes("{\"kimg\":1,\"a\":\"" + new string('x', 100 << 20)));
            return Run(folder, "report", TinyRunFolder.Configuration(TinyRunFolder.Options));
        }, Done, "Report"),
        new("photos with the names of markup, quotes, line ends and options, and one of 240 letters", folder =>
        {
            foreach (string name in (string[])["<script>alert(1)<", "\"><img src=x onerror=alert(1)>", "a\nb", "-rf", "=cmd|' 'A0", "%2e%2e%2f", new string('n', 240)])
                folder.Write($"photos/{name.Replace('/', '_')}.jpg", Photo);
            return Segment(folder, folder.At("photos"), formats: "mask,coco,csv,svg,voc,labelme");
        }, Failed, "6 photos"), // the longest name leaves no room for an ending
    ];

    private static IEnumerable<HostileInput> Folders() =>
    [
        new("a folder with links to itself and to its parent", folder =>
        {
            folder.Write("photos/a.jpg", Photo);
            Directory.CreateSymbolicLink(folder.At("photos/self"), folder.At("photos"));
            Directory.CreateSymbolicLink(folder.At("photos/up"), folder.Root);
            File.CreateSymbolicLink(folder.At("photos/ring.jpg"), folder.At("photos/ring.jpg"));
            return Pack(folder.At("photos"));
        }, Done, "1 photos"),
        new("folders 1,000 deep", folder =>
        {
            folder.Write("photos/a.jpg", Photo);
            Directory.CreateDirectory(folder.At("photos/" + string.Join('/', Enumerable.Repeat("d", 1000))));
            return Pack(folder.At("photos"));
        }, Done, "1 photos"),
        new("a folder of 100,000 empty `.jpg`", folder =>
        {
            folder.Write("photos/a.jpg", Photo);
            for (int i = 0; i < 100_000; i++)
                File.Create(folder.At(string.Create(CultureInfo.InvariantCulture, $"photos/{i}.jpg"))).Dispose();
            return Pack(folder.At("photos"));
        }, Done, "1 photos"),
    ];

    private static string[] Pack(string source) => ["pack", source, "--resolution", "32", "--out", "set.safetensors"];

    private static string[] Import(TemporaryFolder folder, byte[] file) => ["import", folder.Write("a.pth", file), "--out", "run"];

    private static string[] Inspect(TemporaryFolder folder, byte[] file) => ["inspect", folder.Write("a.safetensors", file)];

    private static string[] Stream(TemporaryFolder folder)
    {
        WriteRun(folder, null);
        return ["segment", "--run", "run", "-"];
    }

    private static string[] Segment(TemporaryFolder folder, string photos, byte[]? segmenter = null, string formats = "mask")
    {
        WriteRun(folder, segmenter);
        return ["segment", "--run", "run", photos, "--out", "out", "--format", formats];
    }

    private static string[] Run(TemporaryFolder folder, string verb, byte[] configuration)
    {
        folder.Write("run/config.json", configuration);
        return [verb, "--run", "run"];
    }

    private static string[] Link(TemporaryFolder folder, string name, string target, string[] arguments)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.At(name))!);
        File.CreateSymbolicLink(folder.At(name), target);
        return arguments;
    }

    private static void WriteRun(TemporaryFolder folder, byte[]? segmenter)
    {
        foreach ((string name, byte[] content) in TinyRunFolder.Files)
            folder.Write($"run/{name}", content);
        if (segmenter is not null)
            folder.Write("run/segmenter.onnx", segmenter);
    }

    private static byte[] Harm(bool old) => new PickleBytes(old: old).Op("cos\nsystem\n(S'touch harm'\ntR").End();

    private static byte[] Safetensors(string header, int bytes) => [.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header), .. new byte[bytes]];

    private static byte[] Npy(string shape)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape}), }}");
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. header, .. new byte[100]];
    }

    // Each of the numbers that are such.
    private static byte[] Replaced(byte[] file, float number, float other)
    {
        for (int at = 0; (at = Next(file, BitConverter.GetBytes(number), at)) >= 0; at += sizeof(float))
            BitConverter.GetBytes(other).CopyTo(file, at);
        return file;
    }

    private static int Next(byte[] file, byte[] part, int from) => file.AsSpan(from).IndexOf(part) is >= 0 and var at ? from + at : -1;

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Png(int width, int height, int rows)
        => HandMadePng.Assemble(width, height, 8, HandMadePng.Rgb, [.. Enumerable.Repeat(new byte[3 * Math.Min(width, 10_000)], rows)]);
}
