using System.CommandLine;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The option that says how photos are segmented.</summary>
internal static class MethodOption
{
    public static Option<string> Create()
    {
        var method = new Option<string>("--method")
        {
            Description = "segmenter: a network taught by generated pairs; encoder: the mask of the reconstructed photo.",
            DefaultValueFactory = _ => FitMethods.All[0],
        };
        method.AcceptOnlyFromAmong([.. FitMethods.All]);
        return method;
    }
}
