using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Tests.PackedSets;

public sealed class PhotoTensorsTests
{
    [Fact]
    public void Bytes_0_to_255_become_minus_1_to_1_in_their_order()
    {
        using var scope = new TensorScope();
        byte[] bytes = [0, 255, 51, 102, 153, 204, 1, 2, 3, 4, 5, 6];
        Tensor photos = PhotoTensors.ToTensor(bytes, 1, 2, Device.Cpu);
        photos.ToString().ShouldBe("Float32[1, 3, 2, 2]");
        photos.ShouldBeNear([.. bytes.Select(value => (value / 127.5) - 1)], 1e-6);
    }

    [Fact]
    public void Halving_takes_means_of_four_pixels_until_the_side_is_reached()
    {
        using var scope = new TensorScope();
        Tensor photo = Tensor.Range(0, 16).Reshape(1, 1, 4, 4); // rows 0 … 3, 4 … 7, …
        PhotoTensors.Halve(photo, 4).Values().ShouldBe(photo.Values());
        PhotoTensors.Halve(photo, 2).Values().ShouldBe([2.5, 4.5, 10.5, 12.5]);
        PhotoTensors.Halve(photo, 1).Values().ShouldBe([7.5]);
    }
}
