using System.IO.Compression;
using System.Text;

namespace PerturbSeg.Torch.Tests;

/// <summary>TorchScript files as <c>torch.jit.save</c> lays them out, of a module without weights: its code, and its pickled attributes.</summary>
internal static class ScriptArchive
{
    /// <summary>The mean colour of each image: [N, 3].</summary>
    public const string MeanColour = "return torch.mean(images, [2, 3])";

    // An object of class __torch__.M whose one attribute, training, is false: protocol 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK,
    // BINUNICODE, NEWFALSE, SETITEMS, BUILD, STOP.
    private static readonly byte[] Attributes = [0x80, 2, .. "c__torch__\nM\n)\x81}(X\x08\0\0\0training\x89ub.".Select(letter => (byte)letter)];

    // An empty tuple.
    private static readonly byte[] Constants = [0x80, 2, .. ")."u8];

    /// <summary>Writes a module with forward(images, flag=False).</summary>
    /// <param name="path">The file.</param>
    /// <param name="body">The statements of forward, in TorchScript.</param>
    public static void Write(string path, params string[] body)
    {
        string code = $"""
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.M,
                images: Tensor,
                flag: bool=False) -> Tensor:
            {string.Join('\n', body.Select(line => "    " + line))}

            """;
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add("data.pkl", Attributes);
        Add("code/__torch__.py", Encoding.ASCII.GetBytes(code.ReplaceLineEndings("\n")));
        Add("constants.pkl", Constants);
        Add("version", "3\n"u8);

        void Add(string name, ReadOnlySpan<byte> content)
        {
            using Stream stream = zip.CreateEntry($"module/{name}", CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }
}
