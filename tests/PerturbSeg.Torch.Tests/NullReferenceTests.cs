using System.Diagnostics;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests;

public sealed class NullReferenceTests
{
    [Fact]
    public void A_null_reference_after_a_bfloat16_convolution_is_an_exception_like_any_other()
    {
        string assembly = typeof(NullReferenceTests).Assembly.Location;
        using Process child = Process.Start(new ProcessStartInfo(
            Path.ChangeExtension(assembly, null), ["-method", $"{typeof(NullReferenceTests).FullName}.{nameof(InAChild)}", "-explicit", "only", "-noAutoReporters", "-noColor"])
        {
            RedirectStandardOutput = true,
        })!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        child.ExitCode.ShouldBe(0, output);
        output.ShouldContain("Total: 1, Errors: 0, Failed: 0");
    }

    // Where it fails it ends the process, so it has one of its own.
    [Fact(Explicit = true)]
    public void InAChild()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor x = Tensor.Normal(random, 8, 64, 32, 32).To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);
        Tensor weight = Tensor.Normal(random, 64, 64, 3, 3).To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);
        Convolution.Conv2d(x, weight, null, 1, 1);
        string? nothing = Environment.GetEnvironmentVariable("PERTURBSEG_NO_SUCH_VARIABLE");
        Should.Throw<NullReferenceException>(() => nothing!.Length);
    }
}
