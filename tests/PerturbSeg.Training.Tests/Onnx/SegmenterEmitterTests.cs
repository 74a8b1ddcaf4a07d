using Google.Protobuf;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Onnx;

namespace PerturbSeg.Training.Tests.Onnx;

public sealed class SegmenterEmitterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8, 3)]
    [InlineData(32, 1)]
    public void Another_runtime_finds_the_same_masks(int side, int count)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var segmenter = new Segmenter(8, random);
        for (int step = 0; step < 3; step++)
            segmenter.Forward((Tensor.Normal(random, 4, 3, side, side) * 0.7) + 0.2, training: true); // statistics of its own
        string path = _folder.At("segmenter.onnx");
        File.WriteAllBytes(path, SegmenterEmitter.Emit(segmenter, side).ToModel("Test.", new Dictionary<string, string>()).ToByteArray());
        Tensor images = Tensor.Normal(random, count, 3, side, side);

        Dictionary<string, Tensor> outputs = OnnxRuntime.Run(path, ("images", images));

        Tensor logits = segmenter.Forward(images, training: false);
        outputs.Keys.ShouldBe(["logits", "mask"], ignoreOrder: true);
        outputs["logits"].ShouldBeNear(logits, 1e-4);
        outputs["mask"].ShouldBeNear(Activation.Sigmoid(logits), 1e-4);
    }
}
