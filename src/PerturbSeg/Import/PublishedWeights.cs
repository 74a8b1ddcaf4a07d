using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Import;

/// <summary>Copies published tensors into networks of ours.</summary>
public static class PublishedWeights
{
    /// <summary>Overwrites every tensor of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="names">Where each of its tensors is found.</param>
    /// <param name="read">Reads a published tensor by name; it is freed here, so that one at a time is in memory.</param>
    /// <exception cref="UserErrorException">A shape differs.</exception>
    public static void Copy(Module network, IEnumerable<PublishedTensor> names, Func<string, Tensor> read)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(read);
        Dictionary<string, Tensor> targets = network.State.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        foreach (PublishedTensor name in names)
        {
            using var scope = new TensorScope();
            using Autograd.Mode recording = Autograd.NoGradient();
            Tensor target = targets[name.Name], source = Rows(read(name.Published), name.Part);
            if (!source.Shape.SequenceEqual(target.Shape))
                throw new UserErrorException($"'{name.Published}' is {source}, a network of this form has {target} there: it was changed after publication.");
            target.CopyFrom(name.Factor == 1 ? source : source * name.Factor);
        }
    }

    private static Tensor Rows(Tensor published, PublishedRows part)
    {
        long rows = part == PublishedRows.All ? 0 : published.Shape[0];
        return part switch
        {
            PublishedRows.FirstHalf => published.Slice(0, 0, rows / 2),
            PublishedRows.SecondHalf => published.Slice(0, rows / 2, rows),
            _ => published,
        };
    }
}
