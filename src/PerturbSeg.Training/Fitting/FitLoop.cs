using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Optimizers;

namespace PerturbSeg.Training.Fitting;

/// <summary>What every fit does: Adam along one cycle of the learning rate, and an average of the weights as the result.</summary>
/// <param name="Steps">Steps of Adam.</param>
/// <param name="PeakLearningRate">The highest learning rate of the cycle.</param>
/// <param name="AverageDecay">Decay of the average at each step, in [0, 1); less in the first steps.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="TimeGone">Which share of its time has gone (<see cref="FitTime"/>): the cycle and the fit end with it, however many steps were made, from one; null where steps alone count.</param>
internal sealed record FitLoop(int Steps, double PeakLearningRate, double AverageDecay, ulong Seed, Func<double>? TimeGone = null)
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
            int step = 0;
            for (double position = 0; position < Steps; position = Position(++step))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                Tensor value = loss(new FitStep<TNetwork>(network, average, position / Steps, random));
                log.Add(value.Item(), position);
                optimizer.LearningRate = schedule.Rate(position);
                optimizer.Step(Autograd.Gradients(value, optimizer.Parameters));
                averaging.Update(WarmingDecay(step));
            }

            if (!Tensor.AreFinite(average.State.Select(tensor => tensor.Value)))
                throw new FitDivergedException(step);
            return new Fitted<TNetwork>(average, step, log.RecentLoss);
        }
        catch
        {
            average.Dispose();
            throw;
        }
    }

    // Where in the cycle a step is.
    private double Position(int step) => TimeGone is null ? step : Math.Max(step, TimeGone() * Steps);

    // An average that forgets its first values fast, so that a short fit does not end on them.
    private double WarmingDecay(int step) => Math.Min(AverageDecay, (1.0 + step) / (10 + step));
}
