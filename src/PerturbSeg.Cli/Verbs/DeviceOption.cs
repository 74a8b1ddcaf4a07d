using System.CommandLine;
using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Cli.Verbs;

/// <summary>The options that say where to compute.</summary>
internal static class DeviceOption
{
    public static Option<string> Create(string description = "cpu, cuda or cuda:1.")
        => new("--device") { Description = description, DefaultValueFactory = _ => "cpu" };

    public const string ThreadsName = "--threads";

    public static Option<int?> CreateThreads()
        => new(ThreadsName) { Description = "Threads to compute with on the processor; when left out, what OMP_NUM_THREADS says, or all cores.", HelpName = "count" };

    public static Device Parse(string text)
    {
        Device device;
        try
        {
            device = Device.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new UserErrorException(wrong.Message, wrong);
        }

        if (device.IsCuda && device.Index >= Device.CudaDeviceCount)
            throw new UserErrorException($"--device {text}: this libtorch sees {Device.CudaDeviceCount} CUDA devices; use cpu, start it as PerturbSegLibTorch=cuda ./perturbseg, or name an installed PyTorch 2.10 with CUDA in PERTURBSEG_LIBTORCH.");
        return device;
    }

    // Ranks of one machine take its CUDA devices in turn.
    public static Device ParseOfRank(string text)
    {
        Device device = Parse(text);
        return text == "cuda" ? device with { Index = MpiCollective.RankOnMachine % Device.CudaDeviceCount } : device;
    }

    public static int ParseThreads(int? threads) => threads switch
    {
        null when int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out int asked) && asked is >= 1 and <= 1024 => asked,
        null => Environment.ProcessorCount,
        >= 1 and <= 1024 => threads.Value,
        _ => throw new UserErrorException($"--threads {threads} is out of range: give 1 to 1024."),
    };
}
