using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// A segmenter from the first step to the last: generated pairs and photos (<see cref="SegmenterFit"/>), cut-outs (<see cref="CutOutGame"/>), and rounds of
/// finer masks (<see cref="FinerFit"/>). Where time is short, what comes last is left out.
/// </summary>
/// <param name="networks">The generator that teaches, and its discriminator; not owned.</param>
/// <param name="photos">Photos packed for the resolution of the run or more, as the run takes them; null teaches by generated pairs alone. Not owned.</param>
/// <param name="options">How; precision and shares of objects are those of the run.</param>
/// <param name="device">Where.</param>
/// <param name="progress">Told after each step.</param>
/// <param name="cancellation">Ends the fit.</param>
internal sealed class WholeSegmenterFit(
    GrownNetworks networks, PackedSetMixture? photos, SegmenterFitOptions options, Device device, IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    // What steps cost in steps of the fit: 2.5 to 3, and 1.7 to 3 from the first round of finer masks to the second, on one core (cars, butterflies).
    private const double CutOutStepCost = 2.7, FinerStepCost = 2.3;
    private const ulong FinerStream = 5;

    private readonly TrainingOptions _training = networks.Training;
    private readonly FitTime? _time = options.Time is { } limit ? new FitTime(limit) : null;
    private readonly CutOutOptions? _cutOuts = photos is not null && networks.Training.Game == AdversarialGame.Logistic && options.CutOuts is { Steps: > 0 } game ? game : null;
    private readonly int[] _finerSides = photos is null ? [] : FinerSides(networks.Training.Network.Resolution, photos.Resolution, options.Finer);
    private bool _leftOut;

    private int Resolution => _training.Network.Resolution;

    private int StepsBeforeFiner => options.Steps + (_cutOuts?.Steps ?? 0);

    private int AllSteps => StepsBeforeFiner + (_finerSides.Length * (options.Finer?.Steps ?? 0));

    /// <summary>Fits.</summary>
    /// <param name="network">The segmenter; the caller disposes it.</param>
    /// <exception cref="UserErrorException">The photos have another resolution, or no masks where the discriminator judges them.</exception>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public FitFacts Run(out Segmenter network)
    {
        using PackedSetMixture? halved = photos?.HalvedTo(Resolution);
        if (_cutOuts is not null && _training.Network.JudgesMasks)
            halved!.RequireMasks(); // now, not once all steps before the game are made
        using BatchSource? batches = halved is null ? null : RunPhotos.Batches(halved, options.PhotosPerStep, options.Seed, _training);
        Fitted<Segmenter> fitted = TeachByPairs(batches);
        network = fitted.Network;
        try
        {
            int cutOutSteps = PlayCutOuts(ref network, halved);
            PhotoConsistency? consistency = batches is null ? null : PhotoConsistency.Measure(network, batches, options, device, cancellation);
            int finerSteps = TeachFiner(ref network, out int side);
            return new FitFacts
            {
                Method = FitMethods.Segmenter,
                Steps = fitted.Steps,
                CutOutSteps = cutOutSteps,
                FinerSteps = finerSteps,
                ShortOfTime = _leftOut,
                Seed = options.Seed,
                FinalLoss = fitted.FinalLoss,
                Consistency = consistency,
                Side = side,
                Checkpoint = Path.GetFileName(networks.Checkpoint),
                Channels = options.Channels,
            };
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private Fitted<Segmenter> TeachByPairs(BatchSource? batches)
    {
        var pairs = new GeneratedPairs(networks.Generator, _training, options.Rearrangements, options.RearrangedShare);
        return SegmenterFit.Run(pairs, options, batches, _time?.Begin(options.Steps), device, new PartOfWork(progress, 0, AllSteps), cancellation);
    }

    private int PlayCutOuts(ref Segmenter network, PackedSetMixture? halved)
    {
        if (_cutOuts is null || !Begins(CutOutStepCost * _cutOuts.Steps, out Func<double>? gone))
            return 0;
        using BatchSource crops = RunPhotos.Batches(halved!, 2 * _cutOuts.BatchSize, options.Seed, _training, masks: _training.Network.JudgesMasks);
        using var game = new CutOutGame(networks.Generator, networks.Discriminator, _training, networks.Progress, _cutOuts, crops);
        return Replace(ref network, game.Play(network, options.Seed, gone, device, new PartOfWork(progress, options.Steps, AllSteps), cancellation));
    }

    private int TeachFiner(ref Segmenter network, out int side)
    {
        side = Resolution;
        int steps = 0;
        foreach ((int round, int larger) in _finerSides.Index())
        {
            if (!Begins(FinerStepCost * options.Finer!.Steps, out Func<double>? gone))
                break;
            SegmenterFitOptions anew = options with { Seed = CounterRandom.Bits(options.Seed, FinerStream, (ulong)round) }; // other photos, crops and augmentations than the round before
            using PackedSetMixture crops = photos!.HalvedTo(larger);
            using BatchSource batches = RunPhotos.Batches(crops, options.Finer.BatchSize, anew.Seed, _training);
            var part = new PartOfWork(progress, StepsBeforeFiner + (round * options.Finer.Steps), AllSteps);
            steps += Replace(ref network, new FinerFit(batches, anew, photos.Fit).Run(network, side, options.Finer, gone, device, part, cancellation));
            side = larger;
        }

        return steps;
    }

    private bool Begins(double cost, out Func<double>? gone)
    {
        gone = _time?.Begin(cost);
        bool leftOut = _time is not null && gone is null;
        _leftOut |= leftOut;
        return !leftOut;
    }

    private static int Replace(ref Segmenter network, Fitted<Segmenter> next)
    {
        network.Dispose();
        network = next.Network;
        return next.Steps;
    }

    // The side of each round: twice that of the run, then twice that, up to that of the photos.
    private static int[] FinerSides(int side, int largest, FinerFitOptions? options)
    {
        var sides = new List<int>();
        for (int larger = 2 * side; options is { Steps: > 0 } && larger <= largest; larger *= 2)
            sides.AddRange(Enumerable.Repeat(larger, options.Rounds));
        return [.. sides];
    }
}
