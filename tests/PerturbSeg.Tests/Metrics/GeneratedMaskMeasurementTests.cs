using System.Text.Json;
using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class GeneratedMaskMeasurementTests
{
    private static readonly float[] Left = [1, 0, 1, 0], Corners = [1, 0, 0, 1], Empty = [0, 0, 0, 0], Undecided = [0.5f, 0.5f, 0.5f, 0.5f];

    private static GeneratedMaskQuality Of(params float[][] masks)
    {
        var measurement = new GeneratedMaskMeasurement(2);
        foreach (float[] mask in masks)
            measurement.Add(mask);
        return measurement.Result();
    }

    [Fact]
    public void DecidedMasksHaveTheShareOfTheirObject()
    {
        GeneratedMaskQuality quality = Of(Left, Corners);
        quality.Scenes.ShouldBe(2);
        quality.Coverage.Mean.ShouldBe(0.5);
        (quality.Binarity, quality.Empty).ShouldBe((1.0, 0.0));
        quality.Connectedness!.Mean.ShouldBe((1 + 0.5) / 2);
        quality.SilhouetteOverlap.ShouldBe(1 / 3.0, 1e-15);
        quality.Agreement.ShouldBeNull();
    }

    [Fact]
    public void UndecidedMasksHaveNoBinarity()
    {
        Of(Undecided, Undecided).Binarity.ShouldBe(0);
        Of([0.25f, 0.75f, 0.25f, 0.75f], Left).Binarity.ShouldBe((0.5 + 1) / 2);
    }

    [Fact]
    public void EmptyMasksHaveNoPieces()
    {
        Of(Empty, Empty).Connectedness.ShouldBeNull();
        GeneratedMaskQuality half = Of(Empty, Corners);
        half.Empty.ShouldBe(0.5);
        half.Connectedness!.Mean.ShouldBe(0.5); // of the mask that is not empty
    }

    [Fact]
    public void NotANumberIsBackground()
    {
        GeneratedMaskQuality diverged = Of([float.NaN, float.NaN, float.NaN, float.NaN], Empty);
        (diverged.Coverage.Mean, diverged.Empty).ShouldBe((0.0, 1.0));
    }

    [Fact]
    public void AgreementIsTheIouOfEachScene()
    {
        var measurement = new GeneratedMaskMeasurement(2);
        measurement.Add([.. Left, .. Corners]);
        measurement.AddAgreement([.. Left, .. Corners], [.. Left, .. Left]);
        measurement.Result().Agreement!.Mean.ShouldBe((1 + (1 / 3.0)) / 2, 1e-15);
    }

    [Fact]
    public void OneMaskOrPartsOfMasksAreRefused()
    {
        var measurement = new GeneratedMaskMeasurement(2);
        measurement.Add(Left);
        Should.Throw<InvalidOperationException>(measurement.Result);
        Should.Throw<ArgumentException>(() => measurement.Add([1, 0, 1]));
        Should.Throw<ArgumentException>(() => measurement.AddAgreement(Left, [1, 0, 1]));
    }

    [Fact]
    public void JsonHasTheDocumentedNames()
    {
        JsonElement json = JsonDocument.Parse(Of(Left, Corners).ToJson()).RootElement;
        json.EnumerateObject().Select(p => p.Name)
            .ShouldBe(["scenes", "coverage", "empty", "binarity", "connectedness", "silhouette_overlap", "photo_silhouette_overlap", "agreement"]);
        json.GetProperty("coverage").EnumerateObject().Select(p => p.Name)
            .ShouldBe(["mean", "p05", "p25", "median", "p75", "p95", "histogram"]);
        json.GetProperty("agreement").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
