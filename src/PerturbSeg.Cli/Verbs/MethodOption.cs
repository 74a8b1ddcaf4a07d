using System.CommandLine;
using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The option that says how photos are segmented.</summary>
internal static class MethodOption
{
    private const string Networks = "segmenter: a network taught by generated pairs; encoder: the mask of the reconstructed photo";

    /// <summary>For what is fitted.</summary>
    public static Option<string> ForFit() => Create(FitMethods.All, $"{Networks}.");

    /// <summary>For what segments.</summary>
    public static Option<string> ForPhotos() => Create(FitMethods.Segmenting, $"{Networks}; both: the mean of the two, the encoder looking closer where the segmenter finds a small object.");

    private static Option<string> Create(IReadOnlyList<string> methods, string description)
    {
        var method = new Option<string>("--method") { Description = description, DefaultValueFactory = _ => methods[0] };
        method.AcceptOnlyFromAmong([.. methods]);
        return method;
    }
}
