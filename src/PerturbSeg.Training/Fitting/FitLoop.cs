using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Optimizers;

namespace PerturbSeg.Training.Fitting;

/// <summary>What every fit does: Adam along one cycle of the learning rate, and an average of the weights as the result.</summary>
/// <param name="Steps">Steps of Adam.</param>
/// <param name="PeakLearningRate">The highest learning rate of the cycle.</param>
/// <param name="AverageDecay">Decay of the average at each step, in [0, 1); less in the first steps.</param>
/// <param name="Seed">Seed of everything random.</param>
internal sealed record FitLoop(int Steps, double PeakLearningRate, double AverageDecay, ulong Seed)
{
    /// <summary>Fits a network.</summary>
    /// <typeparam name="TNetwork">The kind of network.</typeparam>
    /// <param name="create">Makes the network; called twice, for the one in training and for the average.</param>
    /// <param name="loss">The loss of one step: []. Tensors that it makes are freed after the step.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average; the caller disposes it.</returns>
    public Fitted<TNetwork> Run<TNetwork>(
        Func<RandomGenerator, TNetwork> create,
        Func<FitStep<TNetwork>, Tensor> loss,
        Device device,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
        where TNetwork : Module
    {
        using var random = new RandomGenerator(Seed, device);
        using TNetwork network = create(random);
        TNetwork average = create(random);
        try
        {
            var log = new FitLog(Steps, progress);
            var averaging = new ExponentialMovingAverage(average, network);
            var schedule = new OneCycle(Steps, PeakLearningRate);
            using var optimizer = new Adam(network.Parameters, PeakLearningRate);
            for (int step = 0; step < Steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                Tensor value = loss(new FitStep<TNetwork>(network, average, (double)step / Steps, random));
                log.Add(value.Item());
                optimizer.LearningRate = schedule.Rate(step);
                optimizer.Step(Autograd.Gradients(value, optimizer.Parameters));
                averaging.Update(WarmingDecay(step));
            }

            return new Fitted<TNetwork>(average, log.RecentLoss);
        }
        catch
        {
            average.Dispose();
            throw;
        }
    }

    // An average that forgets its first values fast, so that a short fit does not end on them.
    private double WarmingDecay(int step) => Math.Min(AverageDecay, (1.0 + step) / (10 + step));
}
