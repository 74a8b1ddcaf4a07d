using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Networks;

/// <summary>Networks of 8 channels.</summary>
internal static class TinyNetworks
{
    public static NetworkOptions Options(int resolution = 8)
        => new() { Resolution = resolution, Width = 0.03, LatentSize = 6, MappingDepth = 2 };

    /// <summary>Of the published architecture.</summary>
    public static NetworkOptions StyleGan1(int resolution = 8)
        => Options(resolution) with { Architecture = Architecture.StyleGan1, Width = 0.01, Panorama = false, StyledStart = false };

    /// <summary>A parameter by its full name.</summary>
    public static Tensor Parameter(this Module module, string name) => module.Parameters.Single(parameter => parameter.Name == name).Value;

    /// <summary>Overwrites parameters whose names the condition picks.</summary>
    public static void Fill(this Module module, Func<string, bool> picked, double value)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach ((_, Tensor parameter) in module.Parameters.Where(parameter => picked(parameter.Name)))
            parameter.CopyFrom(Tensor.Scalar((float)value));
    }

    /// <summary>Moved by so many pixels along the axes, to the right and down, around the edge.</summary>
    public static Tensor Roll(Tensor x, WrappedAxes axes, long pixels)
    {
        Tensor right = axes.HasFlag(WrappedAxes.X) ? Along(x, 3) : x;
        return axes.HasFlag(WrappedAxes.Y) ? Along(right, 2) : right;

        Tensor Along(Tensor image, int dimension)
        {
            long extent = image.Shape[dimension], cut = extent - pixels;
            return Tensor.Concatenate([image.Slice(dimension, cut, extent), image.Slice(dimension, 0, cut)], dimension);
        }
    }
}
