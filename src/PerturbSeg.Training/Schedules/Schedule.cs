using System.Globalization;
using System.Text.Json.Serialization;

namespace PerturbSeg.Training.Schedules;

/// <summary>
/// A strength of a training: one number for all of it, or one that goes from a value to another in the course of so many thousand photos,
/// from a given one on or from where the split into layers has settled.
/// </summary>
[JsonConverter(typeof(ScheduleJson))]
public sealed record Schedule
{
    private const double MostKimg = 1e9;

    /// <summary>The value up to the start.</summary>
    public required double From { get; init; }

    /// <summary>The value from the end on.</summary>
    public required double To { get; init; }

    /// <summary>Where the change begins: thousands of photos shown or, with <see cref="OnceSettled"/>, shown since the split settled.</summary>
    public double StartKimg { get; init; }

    /// <summary>
    /// Whether <see cref="StartKimg"/> counts from where the monitors found the split settled (nothing degenerate and masks decided, twice in a row). As long as they have
    /// not, the value is <see cref="From"/>.
    /// </summary>
    public bool OnceSettled { get; init; }

    /// <summary>Thousands of photos that the change takes; 0 changes at once.</summary>
    public double OverKimg { get; init; }

    /// <summary>How the value goes from one to the other.</summary>
    public ScheduleCurve Curve { get; init; } = ScheduleCurve.Cosine;

    /// <summary>Whether the value is the same all along.</summary>
    [JsonIgnore]
    public bool IsConstant => From.Equals(To);

    /// <summary>Whether the value is 0 all along.</summary>
    [JsonIgnore]
    public bool IsOff => From == 0 && To == 0;

    /// <summary>The larger one of both values: every other one is below it.</summary>
    [JsonIgnore]
    public double Largest => Math.Max(From, To);

    /// <summary>A constant.</summary>
    /// <param name="value">The value of every step.</param>
    public static implicit operator Schedule(double value) => Constant(value);

    /// <summary>A constant.</summary>
    /// <param name="value">The value of every step.</param>
    public static Schedule Constant(double value) => new() { From = value, To = value };

    /// <summary>Even growth from nothing, from the first step on.</summary>
    /// <param name="to">The value in the end.</param>
    /// <param name="overKimg">Thousands of photos that the growth takes.</param>
    public static Schedule Ramp(double to, double overKimg) => new() { From = 0, To = to, OverKimg = overKimg, Curve = ScheduleCurve.Linear };

    /// <summary>A change that begins when the split has settled.</summary>
    /// <param name="from">The value until then.</param>
    /// <param name="to">The value in the end.</param>
    /// <param name="overKimg">Thousands of photos that the change takes.</param>
    public static Schedule Settled(double from, double to, double overKimg)
        => new() { From = from, To = to, OnceSettled = true, OverKimg = overKimg };

    /// <summary>The value of a step.</summary>
    /// <param name="progress">How far the training has come.</param>
    public double At(TrainingProgress progress)
    {
        double begin = OnceSettled ? progress.SettledAt ?? double.PositiveInfinity : 0;
        double within = progress.ImagesSeen - (begin + (1000 * StartKimg));
        double share = within < 0 ? 0 : OverKimg == 0 ? 1 : Math.Min(1, within / (1000 * OverKimg));
        if (Curve == ScheduleCurve.Cosine)
            share = (1 - Math.Cos(Math.PI * share)) / 2;
        return IsConstant || share == 0 ? From : share == 1 ? To : From + ((To - From) * share);
    }

    /// <summary>The same course with other values.</summary>
    /// <param name="change">From a value to the value that takes its place.</param>
    public Schedule Map(Func<double, double> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { From = change(From), To = change(To) };
    }

    /// <summary>Whether both values are as asked for, and the course has sensible bounds.</summary>
    /// <param name="right">Whether a value is.</param>
    internal bool Holds(Func<double, bool> right)
        => right(From) && right(To) && StartKimg is >= 0 and <= MostKimg && OverKimg is >= 0 and <= MostKimg;

    /// <summary>The value, or the course in words.</summary>
    public override string ToString()
    {
        if (IsConstant)
            return From.ToString(CultureInfo.InvariantCulture);
        string start = (OnceSettled, StartKimg) switch
        {
            (true, 0) => "once settled",
            (true, _) => string.Create(CultureInfo.InvariantCulture, $"{StartKimg} kimg after settling"),
            _ => string.Create(CultureInfo.InvariantCulture, $"from {StartKimg} kimg on"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{From} to {To} over {OverKimg} kimg {start}");
    }
}
