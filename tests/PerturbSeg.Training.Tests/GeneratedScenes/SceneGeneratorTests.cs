using System.Security.Cryptography;
using PerturbSeg.Metrics;
using PerturbSeg.Training.GeneratedScenes;

namespace PerturbSeg.Training.Tests.GeneratedScenes;

public sealed class SceneGeneratorTests(ITestOutputHelper output)
{
    private const int Count = 600;
    private static readonly GeneratedScene[] Scenes = [.. Enumerable.Range(0, Count).Select(new SceneGenerator(seed: 7).Scene)];

    [Fact]
    public void TheDemonstrationsScenesNeverChangeUnnoticed()
    {
        // The published figures of the demonstration hold for these bytes, on every machine.
        byte[] bytes = [.. Scenes[..16].SelectMany(s => (byte[])[.. s.Image, .. s.Mask])];
        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe("bf958896f68bec4bfc82c60eceb7325947b0bbe1118e72d180163153a42b5f19");
    }

    [Fact]
    public void ASeedReplaysTheSameBytesAndAnotherSeedDoesNot()
    {
        GeneratedScene again = new SceneGenerator(7).Scene(3);
        again.Image.ShouldBe(Scenes[3].Image);
        again.Mask.ShouldBe(Scenes[3].Mask);
        new SceneGenerator(8).Scene(3).Image.ShouldNotBe(Scenes[3].Image);
        Scenes[4].Image.ShouldNotBe(Scenes[3].Image);
    }

    [Fact]
    public void EveryObjectIsAThingOfSensibleSizeThatTheFrameDoesNotCut()
    {
        int size = SceneGenerator.DefaultSize;
        foreach (GeneratedScene scene in Scenes)
        {
            scene.Mask.ShouldAllBe(v => v == 0 || v == 255);
            double share = scene.Mask.Count(v => v == 255) / (double)scene.Mask.Length;
            share.ShouldBeInRange(0.08, 0.345);
            for (int i = 0; i < size; i++)
                (scene.Mask[i] | scene.Mask[^(i + 1)] | scene.Mask[i * size] | scene.Mask[(i * size) + size - 1]).ShouldBe(0);
        }
    }

    [Fact]
    public void ALargerSizeShowsTheSameScene()
    {
        GeneratedScene small = Scenes[5], large = new SceneGenerator(7, 72).Scene(5);
        int differing = 0;
        for (int y = 0; y < 36; y++)
            for (int x = 0; x < 36; x++)
                if (large.Mask[(2 * y * 72) + (2 * x)] != small.Mask[(y * 36) + x])
                    differing++;
        differing.ShouldBeLessThan(60); // of 1296: the outline's pixels
    }

    [Fact]
    public void ColourAloneDoesNotFindTheObject()
    {
        // The best rule there is that sees one pixel's colour: object where most training pixels of that colour were.
        // Its threshold on that share is tuned for it on the test half.
        int[] inside = new int[512], all = new int[512];
        foreach (GeneratedScene scene in Scenes[..(Count / 2)])
            for (int i = 0; i < scene.Mask.Length; i++)
            {
                all[Bin(scene, i)]++;
                inside[Bin(scene, i)] += scene.Mask[i] >> 7;
            }

        double best = 0;
        for (double threshold = 0; threshold < 0.6; threshold += 0.02)
        {
            ConfusionCounts counts = default;
            foreach (GeneratedScene scene in Scenes[(Count / 2)..])
                counts += ConfusionCounts.Of(
                    [.. scene.Mask.Select((_, i) => inside[Bin(scene, i)] >= threshold * Math.Max(1, all[Bin(scene, i)]) ? 1f : 0f)], scene.Mask);
            best = Math.Max(best, Iou.Of(counts));
        }

        output.WriteLine($"colour alone: {best:F3}");
        best.ShouldBeLessThan(0.35);
    }

    [Fact]
    public void NeitherATrivialMaskNorASingleSilhouetteFitsAll()
    {
        var baselines = new TrivialBaselines();
        foreach (GeneratedScene scene in Scenes)
            baselines.Add(scene.Mask, scene.Size, scene.Size);
        IReadOnlyDictionary<string, BaselineResult> results = baselines.Results();
        BaselineResult ellipse = results[TrivialBaselines.BestCentredEllipse];
        double alike = MaskDiversity.MeanPairwiseIou([.. Scenes[..100].SelectMany(s => s.Mask).Select(v => v / 255f)], 100);

        output.WriteLine($"all {results[TrivialBaselines.AllForeground].IouDataset:F3}, ellipse {ellipse.IouDataset:F3} "
            + $"({ellipse.SemiAxisX}, {ellipse.SemiAxisY}), pairs {alike:F3}");
        results[TrivialBaselines.AllForeground].IouDataset.ShouldBeLessThan(0.3);
        ellipse.IouDataset.ShouldBeLessThan(0.7);
        alike.ShouldBeLessThan(0.65);
    }

    [Fact]
    public void SizesThatCannotBeDrawnAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new SceneGenerator(1, 7));
        Should.Throw<ArgumentOutOfRangeException>(() => new SceneGenerator(1).Scene(-1));
        Should.Throw<ArgumentException>(() => new SceneGenerator(1).Draw(0, new byte[5], new byte[5]));
    }

    private static int Bin(GeneratedScene scene, int pixel)
    {
        int area = scene.Mask.Length;
        return ((scene.Image[pixel] >> 5) << 6) | ((scene.Image[area + pixel] >> 5) << 3) | (scene.Image[(2 * area) + pixel] >> 5);
    }
}
