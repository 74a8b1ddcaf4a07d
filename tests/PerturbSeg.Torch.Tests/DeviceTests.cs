namespace PerturbSeg.Torch.Tests;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", false, 0)]
    [InlineData("cuda", true, 0)]
    [InlineData("cuda:3", true, 3)]
    public void Names_are_read(string text, bool cuda, int index)
        => Device.Parse(text).ShouldBe(new Device(cuda, index));

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    public void Other_texts_are_refused(string text)
        => Should.Throw<FormatException>(() => Device.Parse(text)).Message.ShouldContain($"'{text}'");
}
