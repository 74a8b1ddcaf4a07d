namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// The colours of one surface. Objects and backgrounds draw theirs from this one distribution, so that no colour tells them apart.
/// </summary>
internal readonly record struct Palette(Rgb First, Rgb Second)
{
    /// <summary>Draws two colours that go together: neighbours in hue or, now and then, opposites; one darker than the other.</summary>
    public static Palette Draw(SceneRandom random)
    {
        float hue = random.Unit();
        float saturation = random.Between(0.2f, 0.85f);
        float value = random.Between(0.3f, 1f);
        float otherHue = hue + (random.Chance(0.3f) ? 0.5f : random.Between(-0.12f, 0.12f));
        float otherValue = value > 0.65f ? value - random.Between(0.15f, 0.4f) : value + random.Between(0.15f, 0.35f);
        Rgb first = Rgb.FromHsv(hue, saturation, value);
        Rgb second = Rgb.FromHsv(otherHue, saturation * random.Between(0.6f, 1.1f), otherValue);
        return random.Chance(0.5f) ? new Palette(first, second) : new Palette(second, first);
    }
}
