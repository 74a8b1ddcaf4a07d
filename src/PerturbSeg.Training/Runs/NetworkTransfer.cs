using System.Globalization;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// What a training takes over of the networks of another one, by the names that a checkpoint gives their tensors. Where the discriminator judges masks and did
/// not before, backgrounds and the discriminator go on, and objects begin anew: those that were painted have one silhouette, and keep it.
/// </summary>
/// <param name="source">The other's checkpoint, to be named where it does not fit.</param>
/// <param name="from">The other's networks, of the same side or a smaller one.</param>
/// <param name="to">The training's own.</param>
internal sealed class NetworkTransfer(string source, NetworkOptions from, NetworkOptions to)
{
    private const string FirstJudged = "discriminator.trunk.first.weight";
    private const long Colors = 3;

    private readonly bool _masksAreNew = to.JudgesMasks && !from.JudgesMasks;

    /// <summary>Refuses networks of another form, of which some tensors would have nowhere to go.</summary>
    /// <exception cref="UserErrorException">They are.</exception>
    public void Require()
    {
        if (from.JudgesMasks && !to.JudgesMasks)
            throw new UserErrorException($"--from '{source}' judges masks beside images (network.judges_masks), and these settings do not: begin from a run of the same kind, such as --preset scenes.");
        if (Form(from) != Form(to))
            throw new UserErrorException($"--from '{source}' has networks of {Words(from)}, these settings ask for {Words(to)}: begin from a run whose settings of these names are the same.");
    }

    /// <summary>One tensor as it is taken over.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="stored">The other's value.</param>
    /// <param name="target">The training's own, which has the shape that is asked for.</param>
    /// <returns>A tensor of that shape, <paramref name="stored"/> itself where nothing changes; null where it begins anew.</returns>
    /// <exception cref="UserErrorException">The networks are of another form.</exception>
    public Tensor? Take(string name, Tensor stored, Tensor target)
    {
        bool judging = name.StartsWith("discriminator.", StringComparison.Ordinal);
        if (_masksAreNew && !judging && !(to.Variant == GeneratorVariant.TwoGenerators && name.Contains(".background", StringComparison.Ordinal)))
            return null;
        if (stored.Shape.SequenceEqual(target.Shape))
            return IsMappingWeight(name) && from.MappingGain != to.MappingGain ? stored * (from.MappingGain / to.MappingGain) : stored; // styles stay as they were
        if (_masksAreNew && name == FirstJudged && stored.Shape[0] == target.Shape[0])
        {
            // Judges as before until it has learnt to look at masks. Weights are divided by the root of their inputs where they are used, and there is one more.
            return Tensor.Concatenate([stored * Math.Sqrt((Colors + 1.0) / Colors), Tensor.ZerosLike(stored.Slice(1, 0, 1))], 1);
        }

        if (judging && from.Resolution < to.Resolution)
            return null; // what it sees first has the channels of its side
        throw new UserErrorException($"--from '{source}' holds {name} as {stored}, these settings ask for {target}: begin from a run with the same network.width, network.latent_size and network.mapping_depth.");
    }

    private static (Architecture, GeneratorVariant, int, bool, bool) Form(NetworkOptions network)
        => (network.Architecture, network.Variant, network.MappingDepth, network.StyledStart, network.CentralStart != 0);

    private static string Words(NetworkOptions network) => string.Create(
        CultureInfo.InvariantCulture,
        $"network.architecture {network.Architecture}, network.variant {network.Variant}, network.mapping_depth {network.MappingDepth}, network.styled_start {network.StyledStart} and network.central_start {network.CentralStart}");

    private static bool IsMappingWeight(string name)
        => name.Contains("mapping.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal);
}
