namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>
/// Random numbers of one scene. Written out here, not taken from the runtime, so that a seed draws the same pictures with any
/// version and on any machine.
/// </summary>
/// <remarks>Source: G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014 (SplitMix64).</remarks>
internal sealed class SceneRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>The stream of one scene; streams of neighbouring seeds and indices have nothing in common.</summary>
    public SceneRandom(ulong seed, int index) => _state = Scramble(Scramble(seed + Step) ^ (Step * (uint)index));

    /// <summary>A number in [0, 1), a multiple of 2⁻²⁴.</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>A number in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>A whole number from 0 to count − 1.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    /// <summary>True with a probability.</summary>
    public bool Chance(float probability) => Unit() < probability;

    private static ulong Scramble(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong Next() => Scramble(_state += Step);
}
