using NetVips;
using PerturbSeg.Imaging;

namespace PerturbSeg.Tests.Imaging;

public sealed class ImagingLibraryTests
{
    [Fact]
    public void A_missing_library_names_the_package_to_add()
        => ImagingLibrary.Explain("osx-arm64").ShouldContain("NetVips.Native.osx-arm64");

    [Fact]
    public void Readers_of_other_formats_are_shut()
    {
        byte[] drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray();
        string table = Path.GetTempFileName();
        File.WriteAllText(table, "2 2\n1 2\n3 4\n");
        foreach (Func<Image> read in (Func<Image>[])[() => Image.SvgloadBuffer(drawing), () => Image.Csvload(table), () => Image.Matrixload(table), () => Image.Vipsload(table)])
            Should.Throw<PhotoFormatException>(() => ImagingLibrary.Read(read)).Message.ShouldContain("blocked");
        File.Delete(table);
    }
}
