namespace PerturbSeg.Torch.Tests.TorchSave;

/// <summary>Makes files of both formats.</summary>
internal static class SampleFile
{
    public static readonly SampleStorage Numbers = SampleStorage.Of("0", "FloatStorage", [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
    private static readonly SampleStorage s_flags = SampleStorage.Of("1", "BoolStorage", true, false);

    /// <summary>A file as the trainers of published models write it, with views, numbers, lists and attributes.</summary>
    public static byte[] Checkpoint(bool old) => Make(
        old,
        pickle => pickle
            .Op("}q\0(").Text("generator").Global("collections", "OrderedDict").Op(")R(")
            .Text("weight").Tensor(Numbers, 0, [4, 3], [3, 1])
            .Text("turned").Tensor(Numbers, 0, [3, 4], [1, 3])
            .Text("flags").Tensor(s_flags, 0, [2], [1]).Op("u")
            .Op("}").Text("_metadata").Global("collections", "OrderedDict").Op(")Rsb")
            .Text("optimizer").Op("}(").Text("state").Op("}").Number(7).Op("}").Text("step").Number(9).Op("ss")
            .Text("betas").Real(0).Real(0.99).Op("\x86").Text("names").Op("](").Text("a").Text("b").Op("eu")
            .Text("alpha").Real(0.75).Text("step").Op("K\x04").Text("none").Op("N").Text("flag").Op("\x88u"),
        Numbers,
        s_flags);

    /// <summary>A file around one value.</summary>
    public static byte[] Make(bool old, Action<PickleBytes> value, params IReadOnlyList<SampleStorage> storages)
    {
        var pickle = new PickleBytes(old: old);
        value(pickle);
        return old ? Old(pickle.End(), [.. storages]) : Zip(pickle.End(), wide: false, [.. storages]);
    }

    public static byte[] Zip(byte[] pickle, bool wide, params SampleStorage[] storages) => SampleZip.Bytes(
        wide,
        [
            ("name/data.pkl", pickle),
            ("name/byteorder", "little"u8.ToArray()),
            .. storages.Select(storage => ($"name/data/{storage.Key}", storage.Bytes)),
            ("name/version", "3\n"u8.ToArray()),
        ]);

    public static byte[] Old(byte[] pickle, params SampleStorage[] storages) =>
    [
        .. OldHead(pickle, storages),
        .. storages.SelectMany(storage => (byte[])[.. BitConverter.GetBytes(storage.Count), .. storage.Bytes]),
    ];

    /// <summary>The five pickles of the older format.</summary>
    public static byte[] OldHead(byte[] pickle, SampleStorage[] storages, bool littleEndian = true)
    {
        var keys = new PickleBytes().Op("](");
        foreach (SampleStorage storage in storages)
            keys.Text(storage.Key);
        return
        [
            .. new PickleBytes().Op("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19").End(),
            .. new PickleBytes().Op("M\xe9\x03").End(),
            .. new PickleBytes().Op("}(").Text("protocol_version").Op("M\xe9\x03")
                .Text("little_endian").Op(littleEndian ? "\x88u" : "\x89u").End(),
            .. pickle,
            .. keys.Op("e").End(),
        ];
    }
}
