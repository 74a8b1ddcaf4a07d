using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>The averaged generator and the discriminator of a checkpoint that has grown to its whole resolution, both without gradients.</summary>
internal sealed class GrownNetworks : IDisposable
{
    private GrownNetworks(string checkpoint, LayeredGenerator generator, Discriminator discriminator, TrainingOptions training, TrainingProgress progress)
        => (Checkpoint, Generator, Discriminator, Training, Progress) = (checkpoint, generator, discriminator, training, progress);

    /// <summary>The file that they were read from.</summary>
    public string Checkpoint { get; }

    /// <summary>The average of the generators.</summary>
    public LayeredGenerator Generator { get; }

    /// <summary>The discriminator as it was last.</summary>
    public Discriminator Discriminator { get; }

    /// <summary>The settings that both were trained with.</summary>
    public TrainingOptions Training { get; }

    /// <summary>How far the training had come.</summary>
    public TrainingProgress Progress { get; }

    /// <summary>Reads those of the newest checkpoint of a run, which may be training.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="UserErrorException">There is no readable checkpoint, or it is still growing.</exception>
    public static GrownNetworks Load(RunFolder run, Device device) => run.FromLatest(checkpoint =>
    {
        (LayeredGenerator generator, Discriminator discriminator, TrainingOptions training) = Runs.Checkpoint.LoadNetworks(checkpoint, device);
        try
        {
            Require(generator, training);
            return new GrownNetworks(checkpoint, generator, discriminator, training, Runs.Checkpoint.Outcome(checkpoint).Progress);
        }
        catch
        {
            generator.Dispose();
            discriminator.Dispose();
            throw;
        }
    });

    /// <summary>Refuses a generator that has not grown to its whole resolution.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="training">The settings that it was trained with.</param>
    /// <exception cref="UserErrorException">It is still growing.</exception>
    public static void Require(LayeredGenerator generator, TrainingOptions training)
    {
        int side = generator.Growth.Side, resolution = training.Network.Resolution;
        if (side != resolution)
            throw new UserErrorException($"The run has grown to {side} of {resolution} pixels: train it on with --resume before anything is fitted to it or it is scored.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Generator.Dispose();
        Discriminator.Dispose();
    }
}
