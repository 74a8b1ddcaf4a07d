using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// The first checkpoint of a training that begins with the networks of another one, of the same side or a smaller one. Layers of sides that the
/// other lacks begin anew; the new outputs add nothing at first, so that scenes are the other's, enlarged (<see cref="NetworkTransfer"/>).
/// </summary>
internal static class EnlargedCheckpoint
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings.</param>
    /// <param name="from">A checkpoint of the other training.</param>
    /// <param name="device">Where the training is to go on.</param>
    /// <exception cref="UserErrorException">The other checkpoint cannot be read, or its networks are no smaller form of these.</exception>
    public static void Save(string path, TrainingOptions options, string from, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        using CheckpointFile file = CheckpointFile.Open(from, CheckpointFile.WholeTraining);
        NetworkOptions smaller = file.Options.Network;
        if (options.Growing is not null)
            throw new UserErrorException("Networks that grow begin anew: leave out --from, or add --set growing=null.");
        if (file.Growth.Side != smaller.Resolution)
            throw new UserErrorException($"--from '{from}' has grown to {file.Growth.Side} of its {smaller.Resolution} pixels: begin from a run that has grown to its end.");
        if (smaller.Resolution > options.Network.Resolution)
            throw new UserErrorException($"--from '{from}' is trained at {smaller.Resolution} pixels, the training is at {options.Network.Resolution}: begin from a run of the same side or a smaller one.");
        if (smaller.Resolution < options.Network.Resolution && smaller.Architecture == Architecture.StyleGan1) // paints with its last output alone
            throw new UserErrorException($"--from '{from}' is trained at {smaller.Resolution} pixels, and networks of StyleGan1 come to more by growing: give --set network.resolution={smaller.Resolution}.");
        var transfer = new NetworkTransfer(from, smaller, options.Network);
        transfer.Require();
        using var state = new TrainingState(options, device);
        var newOutputs = new List<string>();
        for (int side = 2 * smaller.Resolution; side <= options.Network.Resolution; side *= 2)
            newOutputs.Add($".output{side}.weight");
        using var scope = new TensorScope();
        using (Autograd.NoGradient())
        {
            foreach ((string name, Tensor target) in state.Networks)
            {
                if (file.Contains(name))
                {
                    using Tensor stored = file.Read(name);
                    if (transfer.Take(name, stored, target) is { } taken)
                        target.CopyFrom(taken);
                }
                else if (newOutputs.Exists(output => name.EndsWith(output, StringComparison.Ordinal)))
                {
                    target.CopyFrom(Tensor.ZerosLike(target));
                }
            }
        }

        Checkpoint.Save(path, state, new TrainingStep(state), new ScalarMeans());
    }
}
