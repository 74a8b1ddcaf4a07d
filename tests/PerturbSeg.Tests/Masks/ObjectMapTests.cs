using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Masks;

public sealed class ObjectMapTests
{
    [Fact]
    public void Objects_are_numbered_from_1_without_gaps()
    {
        new ObjectMap(4, 1, [2, 1, 0, 2]).Count.ShouldBe(2);
        new ObjectMap(2, 1, [0, 0]).Count.ShouldBe(0);
        Should.Throw<ArgumentException>(() => new ObjectMap(4, 1, [2, 2, 0, 0])).Message.ShouldStartWith("A map of 2 objects has no pixel of object 1");
        Should.Throw<ArgumentException>(() => new ObjectMap(4, 1, [1, 255, 0, 0])).Message.ShouldStartWith("A map holds 254 objects at most");
        Should.Throw<ArgumentException>(() => new ObjectMap(4, 1, [1])).Message.ShouldStartWith("A map of 4×1 has 4 identities, not 1");
    }
}
