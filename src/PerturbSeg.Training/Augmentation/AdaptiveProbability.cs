using System.Globalization;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// The probability of augmentations: fixed, or moved so that the discriminator's overfitting stays at a target. Overfitting is
/// measured as r = mean sign of D(photo): 0 where it cannot tell photos from composites, 1 where it is sure of every photo it was shown
/// (Karras et al., "Training Generative Adversarial Networks with Limited Data", NeurIPS 2020, section 3).
/// </summary>
public sealed class AdaptiveProbability
{
    /// <summary>Steps from one move to the next, as published.</summary>
    public const int Interval = 4;

    private readonly double? _target;
    private readonly double _kimg;
    private double _signs;
    private int _photos;
    private int _steps;

    /// <summary>Begins.</summary>
    /// <param name="start">The first probability, in [0, 1].</param>
    /// <param name="target">The r to keep, in (0, 1), published: 0.6; null keeps the probability.</param>
    /// <param name="kimg">Thousands of photos in which the probability can move from 0 to 1; published: 500.</param>
    public AdaptiveProbability(double start, double? target, double kimg) => (Value, _target, _kimg) = (start, target, kimg);

    /// <summary>The probability, in [0, 1].</summary>
    public double Value { get; private set; }

    /// <summary>Takes in what a step measured; every <see cref="Interval"/> steps the probability moves.</summary>
    /// <param name="sign">Mean sign of the photos' logits, in [−1, 1].</param>
    /// <param name="photos">Photos of the step.</param>
    public void Observe(double sign, int photos)
    {
        if (_target is not { } target)
            return;
        _signs += sign * photos;
        _photos += photos;
        if (++_steps < Interval)
            return;
        int direction = Math.Sign((_signs / _photos) - target);
        Value = Math.Clamp(Value + (direction * _photos / (_kimg * 1000)), 0, 1);
        (_signs, _photos, _steps) = (0, 0, 0);
    }

    /// <summary>The probability and what was observed since it moved, as a text that <see cref="Restore"/> reads.</summary>
    internal string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Value:R} {_signs:R} {_photos} {_steps}");

    /// <summary>Goes on where <see cref="ToText"/> was called; false, with nothing changed, where the text is none of its own.</summary>
    internal bool Restore(string text)
    {
        string[] parts = text.Split(' ');
        if (parts.Length != 4
            || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || value is not (>= 0 and <= 1)
            || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double signs) || !double.IsFinite(signs)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int photos)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out int steps))
            return false;
        (Value, _signs, _photos, _steps) = (value, signs, photos, steps);
        return true;
    }
}
