using Google.Protobuf;
using PerturbSeg.Files;
using PerturbSeg.Segmentation;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Onnx;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>The file <c>segmenter.onnx</c>: a fitted segmenter with all that applications need besides.</summary>
public static class SegmenterFile
{
    /// <summary>Writes a segmenter beside the file.</summary>
    /// <param name="run">The run that it was fitted to.</param>
    /// <param name="segmenter">The network.</param>
    /// <param name="facts">How it was fitted.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <returns>The file on its way.</returns>
    internal static PartialFile Write(RunFolder run, Segmenter segmenter, FitFacts facts, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(facts);
        TrainingOptions training = run.Configuration.Options;
        var told = new SegmenterFacts
        {
            Side = facts.Side,
            Fit = run.Configuration.Fit,
            Limits = TrainedObjects.Limits(training),
            ObjectShare = TrainedObjects.Share(training),
            Checkpoint = facts.Checkpoint,
            Steps = facts.Steps,
            CutOutSteps = facts.CutOutSteps,
            FinerSteps = facts.FinerSteps,
            CorrectionSteps = facts.CorrectionSteps,
            Seed = facts.Seed,
            FinalLoss = facts.FinalLoss,
            SelfAgreement = facts.Consistency?.SelfAgreement,
            SilhouetteOverlap = facts.Consistency?.SilhouetteOverlap,
        };
        ModelProto model = SegmenterEmitter.Emit(segmenter, facts.Side).ToModel(
            "Finds the object of square photos: logits, and mask = sigmoid(logits) in [0, 1].", told.ToMetadata());
        return PartialFile.Write(path, model.WriteTo);
    }

    /// <summary>Writes the fitted segmenter of a run; the file appears whole or not at all.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="UserErrorException">The run's segmenter is missing, damaged, or of another version or form.</exception>
    public static void WriteFor(RunFolder run, string path)
    {
        FitFacts facts;
        do
        {
            facts = FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter);
            using Segmenter segmenter = FittedNetworkFile.LoadSegmenter(run, facts);
            using PartialFile file = Write(run, segmenter, facts, path);
            file.Commit();
        }
        while (FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter) != facts); // a fit has ended meanwhile
    }
}
