using System.Diagnostics;

namespace PerturbSeg.Tests;

public sealed class ShellWordsTests
{
    [Fact]
    public void A_shell_reads_the_words_that_were_joined()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no POSIX shell.");
        string[] words = ["perturbseg", "my photos/a b.jpg", "it's", "", "$HOME", "a;b", "--set", "r1_gamma={\"from\":1}", "~", "*"];
        var start = new ProcessStartInfo("sh", ["-c", $"printf '%s\\n' {ShellWords.Join(words)}"]) { RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        shell.StandardOutput.ReadToEnd().ShouldBe(string.Concat(words.Select(word => word + "\n")));
        shell.WaitForExit();
    }

    [Fact]
    public void A_command_in_a_sentence_can_be_copied_whatever_its_words_are()
    {
        ShellWords.Command("fit", "--run", "runs/cars").ShouldBe("'perturbseg fit --run runs/cars'");
        ShellWords.Command("fit", "--run", "my run").ShouldBe("`perturbseg fit --run 'my run'`");
    }

    [Fact]
    public void Plain_words_stay_plain() => ShellWords.Join(["perturbseg", "train", "--data", "a/b-c_d.safetensors", "--set", "tint=0.2"]).ShouldBe("perturbseg train --data a/b-c_d.safetensors --set tint=0.2");
}
