using System.Text;
using PerturbSeg.Torch.TorchSave;

namespace PerturbSeg.Torch.Tests.TorchSave;

/// <summary>Files that PyTorch itself wrote, where the folder with reference values is present.</summary>
public sealed class ReferenceCheckpointTests
{
    private const string Variable = "PERTURBSEG_REFERENCE_FIXTURES";

    [Theory]
    [InlineData("small_zip.model")]
    [InlineData("small_legacy.model")]
    public void A_file_of_PyTorch_is_read_value_for_value(string name)
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, $"no folder with reference values; {Variable} names it");
        using var scope = new TensorScope();
        using TorchSaveFile file = TorchSaveFile.Open(Path.Combine(folder, name));
        SavedValue root = file.Root;

        root.Keys.ShouldBe(["generator", "discriminator", "generator_running", "g_optimizer", "alpha", "step"]);
        root["alpha"].AsNumber().ShouldBe(0.75);
        root["step"].AsWholeNumber().ShouldBe(4);
        Follows(file, root["generator"]["generator_bg.style.1.linear.weight_orig"], "a", 4, 3);
        Follows(file, root["generator"]["generator_bg.style.1.linear.bias"], "b", 4);
        Follows(file, root["discriminator"]["linear.linear.weight_orig"], "c", 1, 5);
        Follows(file, root["generator_running"]["x"], "d", 2, 2);
        SavedValue optimizer = root["g_optimizer"];
        Follows(file, optimizer["state"][0]["exp_avg"], "e", 4, 3);
        file.ReadTensor(optimizer["state"][0]["step"].AsTensor()).Shape.Length.ShouldBe(0);
        SavedValue group = optimizer["param_groups"][0];
        group["lr"].AsNumber().ShouldBe(0.0015);
        group["betas"].Items.Select(beta => beta.AsNumber()).ShouldBe([0, 0.99]);
        group["params"].Items.Select(number => number.AsWholeNumber()).ShouldBe([0, 1]);
        group["mult"].AsNumber().ShouldBe(0.01);
    }

    private static void Follows(TorchSaveFile file, SavedValue value, string key, params long[] shape)
    {
        Tensor tensor = file.ReadTensor(value.AsTensor());
        tensor.Type.ShouldBe(ScalarType.Float32);
        tensor.Shape.ToArray().ShouldBe(shape);
        tensor.ToArray<float>().ShouldBe(Enumerable.Range(0, (int)tensor.Count).Select(i => Formula(key, (ulong)i)));
    }

    /// <summary>splitmix64 of the key's checksum and the index, uniform with unit variance.</summary>
    private static float Formula(string key, ulong index)
    {
        ulong z = ((ulong)Crc32(key) << 32) + index + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (float)(Math.Sqrt(3) * (2 * ((z >> 40) / (double)(1 << 24)) - 1));
    }

    private static uint Crc32(string text)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in Encoding.ASCII.GetBytes(text))
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static string? Folder()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
            return named;
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string candidate = Path.Combine(above.FullName, "shared", "fixtures", "reference");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
