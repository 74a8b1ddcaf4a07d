using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

/// <summary>Discs of any colour, size and place before shaded backgrounds, 16×16; corrupted by a strength where one is given.</summary>
internal sealed class DiscImages(int seed, double noise = 0, int blurs = 0) : IImageSample, IDisposable
{
    private const int Side = 16;
    private readonly Random _random = new(seed);
    private readonly RandomGenerator _noise = new((ulong)seed);

    public Tensor Next(int count)
    {
        float[] pixels = new float[count * 3 * Side * Side];
        for (int i = 0; i < count; i++)
            Paint(pixels.AsSpan(i * 3 * Side * Side, 3 * Side * Side));
        Tensor images = Tensor.From<float>(pixels, [count, 3, Side, Side]);
        for (int i = 0; i < blurs; i++)
            images = Blur(images);
        if (noise > 0)
            images += Tensor.Normal(_noise, count, 3, Side, Side) * noise;
        return PixelBytes.Rounded(images);
    }

    public void Dispose() => _noise.Dispose();

    private static Tensor Blur(Tensor images)
    {
        using Tensor kernel = Tensor.Full([1, 1, 3, 3], 1.0 / 9);
        return Convolution.DepthwiseConv2d(images, kernel, 1);
    }

    private void Paint(Span<float> image)
    {
        double x = 4 + (8 * _random.NextDouble()), y = 4 + (8 * _random.NextDouble()), radius = 2 + (4 * _random.NextDouble());
        for (int channel = 0; channel < 3; channel++)
        {
            double inside = (2 * _random.NextDouble()) - 1, left = (2 * _random.NextDouble()) - 1, right = (2 * _random.NextDouble()) - 1;
            for (int row = 0; row < Side; row++)
            {
                for (int column = 0; column < Side; column++)
                {
                    double shade = left + ((right - left) * column / (Side - 1));
                    double distance = ((column - x) * (column - x)) + ((row - y) * (row - y));
                    image[(((channel * Side) + row) * Side) + column] = (float)(distance < radius * radius ? inside : shade);
                }
            }
        }
    }
}
