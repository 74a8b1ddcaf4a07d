using PerturbSeg.Torch.Native;

namespace PerturbSeg.Torch.Tests.Native;

public sealed class SignalStackTests
{
    /// <summary>The stack that threads get where processors have matrix units, tried on any.</summary>
    [Fact]
    public void A_null_reference_on_a_wider_signal_stack_is_an_exception_and_the_thread_ends_well()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such stack.");
        bool replaced = false, again = true, caught = false;
        var thread = new Thread(() =>
        {
            replaced = SignalStack.Replace(1 << 20);
            again = SignalStack.Replace(1 << 19);
            string? nothing = Environment.GetEnvironmentVariable("PERTURBSEG_NO_SUCH_VARIABLE");
            try
            {
                _ = nothing!.Length;
            }
            catch (NullReferenceException)
            {
                caught = true;
            }
        });
        thread.Start();
        thread.Join();
        replaced.ShouldBeTrue();
        again.ShouldBeFalse(); // there is room enough
        caught.ShouldBeTrue();
    }
}
