using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>How a training is watched, and how often it may begin anew or go back.</summary>
public sealed record SupervisionOptions
{
    /// <summary>The most attempts, the first included; from 1.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Photos shown before a split is judged for the first time: until then no split has settled.</summary>
    public long ProbationImages { get; init; } = 12_000;

    /// <summary>Photos from one judgement to the next.</summary>
    public long CheckImages { get; init; } = 4_000;

    /// <summary>Judgements in a row that must find the split degenerate before an attempt is lost; from 1.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>An attempt begins anew only while at least this share of the time is left, in [0, 1], and the photos before the first judgement fit into it.</summary>
    public double LeastTimeShare { get; init; } = 0.3;

    /// <summary>What suits a training: one attempt where no split is to be expected, where it is given by masks, or where the networks grow and early figures say little.</summary>
    /// <param name="training">Its settings.</param>
    public static SupervisionOptions For(TrainingOptions training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new SupervisionOptions { Attempts = training.Perturbations().Count == 0 || training.Growing is not null || training.Network.JudgesMasks ? 1 : 3 };
    }

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">There is to be no attempt.</exception>
    public void Validate()
    {
        if (Attempts is < 1 or > 100)
            throw new UserErrorException($"--attempts {Attempts} is out of range: give 1 to 100, such as 3.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ProbationImages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(CheckImages);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, 1);
    }

    /// <summary>When the split is judged next.</summary>
    /// <param name="imagesSeen">Photos shown so far.</param>
    /// <returns>Photos shown by then; more than <paramref name="imagesSeen"/>.</returns>
    public long NextCheck(long imagesSeen)
        => imagesSeen < ProbationImages ? ProbationImages : ProbationImages + ((((imagesSeen - ProbationImages) / CheckImages) + 1) * CheckImages);
}
