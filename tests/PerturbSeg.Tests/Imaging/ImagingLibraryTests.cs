using System.Reflection;
using System.Runtime.InteropServices;
using PerturbSeg.Imaging;

namespace PerturbSeg.Tests.Imaging;

public sealed class ImagingLibraryTests
{
    [Fact]
    public void Every_declared_import_exists_in_the_built_library()
    {
        nint library = NativeLibrary.Load("perturbseg_imaging", typeof(Photo).Assembly, null);
        string[] imports = [.. typeof(ImagingLibrary)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint
                ?? method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint)
            .OfType<string>()];
        imports.Length.ShouldBeGreaterThanOrEqualTo(7);
        foreach (string import in imports)
            NativeLibrary.TryGetExport(library, import, out _).ShouldBeTrue(import);
    }

    [Theory]
    [InlineData("libvips.so.42: cannot open shared object file: No such file or directory", "libvips42")]
    [InlineData("Unable to load shared library 'perturbseg_imaging' or one of its dependencies.", "libvips-dev")]
    public void A_missing_library_names_the_package_to_install(string loaderMessage, string package)
        => ImagingLibrary.Explain(loaderMessage).ShouldContain(package);
}
