using System.Reflection;
using System.Runtime.InteropServices;
using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch.Tests.Native;

public sealed class TorchLibraryTests
{
    [Fact]
    public void Every_declared_entry_point_exists_in_the_built_library()
    {
        string[] entryPoints =
        [
            .. typeof(TorchLibrary).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(method => method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint)
                .OfType<string>(),
        ];
        entryPoints.Length.ShouldBeGreaterThan(20);
        nint library = NativeLibrary.Load("perturbseg_torch", typeof(TorchLibrary).Assembly, null);
        entryPoints.Where(name => !NativeLibrary.TryGetExport(library, name, out _)).ShouldBeEmpty();
    }

    [Fact]
    public void The_version_is_one()
        => Version.TryParse(TorchRuntime.Version.Split('+')[0], out _).ShouldBeTrue(TorchRuntime.Version);
}
