using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class PartPackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Packing_in_parts_goes_on_where_it_was_stopped()
    {
        for (int i = 0; i < 6; i++)
            _folder.WritePhoto($"photos/{i}.png", i);
        _folder.Write("photos/3x.jpg", [0xFF, 0xD8, 0xFF, 1]);
        using var stop = new CancellationTokenSource();
        using IPhotoSource source = PhotoSources.Open(_folder.At("photos"), cancellation: TestContext.Current.CancellationToken);
        var options = new PackOptions { Resolution = 16, Threads = 1 };
        Should.Throw<OperationCanceledException>(() => PartPacker.Pack([source], _folder.At("set"), 3, options, null, new Stopping(stop, 4), stop.Token));
        string first = _folder.At("set/1-of-3.safetensors");
        Directory.GetFiles(_folder.At("set")).ShouldBe([first]);
        DateTime written = File.GetLastWriteTimeUtc(first);

        PackReport report = Pack(options);
        (report.Count, report.Parts, report.PartsBefore, report.SkippedBefore).ShouldBe((6, 3, 1, 0));
        report.Kinds[".png"].ShouldBe(6);
        report.Skipped.ShouldHaveSingleItem().Name.ShouldBe("3x.jpg");
        File.GetLastWriteTimeUtc(first).ShouldBe(written);
        using (PackedSet set = PackedSet.Open(_folder.At("set")))
            set.Names.ShouldBe(["0.png", "3.png", "5.png", "1.png", "2.png", "4.png"]);
        byte[] part = File.ReadAllBytes(_folder.At("set/2-of-3.safetensors"));
        Packer.Pack([source], _folder.At("alone/2-of-3.safetensors"), options with { Shard = new WorkShard(2, 3) }, cancellation: TestContext.Current.CancellationToken);
        File.ReadAllBytes(_folder.At("alone/2-of-3.safetensors")).ShouldBe(part);

        Should.Throw<UserErrorException>(() => Pack(options with { Fit = PackFit.Crop })).Message.ShouldContain("other options: delete the parts");
        foreach (PackOptions other in (PackOptions[])[options with { Strict = true }, options with { MasksOf = "another segmenter" }])
            Should.Throw<UserErrorException>(() => Pack(other)).Message.ShouldContain("delete the parts");
        Should.Throw<UserErrorException>(() => Pack(options, parts: 9)).Message.ShouldBe("7 photos cannot be packed in 9 parts: give 1 to 7.");
        Should.Throw<UserErrorException>(() => Pack(options, parts: 2)).Message.ShouldEndWith("holds a set in 3 parts, and not in 2: name another folder, or delete them.");
        _folder.WritePhoto("photos/6.png", 6);
        File.Delete(_folder.At("set/2-of-3.safetensors"));
        using IPhotoSource more = PhotoSources.Open(_folder.At("photos"), cancellation: TestContext.Current.CancellationToken);
        Packer.Pack([more], _folder.At("set/2-of-3.safetensors"), options with { Shard = new WorkShard(2, 3) }, cancellation: TestContext.Current.CancellationToken);
        Should.Throw<UserErrorException>(() => PackedSet.Open(_folder.At("set"))).Message.ShouldContain("2-of-3.safetensors' was packed from other photos");

        PackReport Pack(PackOptions how, int parts = 3)
            => PartPacker.Pack([source], _folder.At("set"), parts, how, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>Stops after so many photos.</summary>
    private sealed class Stopping(CancellationTokenSource stop, int photos) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done == photos)
                stop.Cancel();
        }
    }
}
