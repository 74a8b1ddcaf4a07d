using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>The server as a process of its own.</summary>
public sealed partial class ServeVerbTests(TinyTraining training) : IClassFixture<TinyTraining>
{
    private const string Token = "a secret of many letters";

    [Fact]
    public async Task Its_options_reach_the_server_and_a_signal_ends_it()
    {
        await TinyTraining.Succeed("fit", "--run", training.Run, "--steps", "2", "--threads", "1");
        using Process process = TrainingProcess.StartVerb(
            string.Empty, "serve", training.Run, "--port", "0", "--token", Token, "--photos", training.At("photos/images"), "--corrections", training.At("decisions"));
        try
        {
            await UseAndEnd(process);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [Theory]
    [InlineData("add --token with a secret", "--listen", "0.0.0.0")]
    [InlineData("at least 16 characters", "--token", "short")]
    [InlineData("is none: give 1 to 65535", "--port", "70000")]
    public async Task What_cannot_be_served_is_refused(string told, params string[] options)
    {
        CommandLineRun run = await CommandLineRun.Of(["serve", training.Run, .. options]);
        run.ExitCode.ShouldBe(2, run.Output);
        run.Error.ShouldContain(told);
    }

    private async Task UseAndEnd(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TrainingProcess.Patience, TestContext.Current.CancellationToken);
        line.ShouldNotBeNull("it said nothing");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(line).Value) };
        (await client.GetAsync("/api/session", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        client.DefaultRequestHeaders.Add("X-PerturbSeg", "1");
        (await client.GetAsync("/api/session", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var decision = new StringContent("""{"decision":"rejected","version":"0"}""", new MediaTypeHeaderValue("application/json"));
        HttpResponseMessage decided = await client.PutAsync("/api/photos/0/decision", decision, TestContext.Current.CancellationToken);
        decided.IsSuccessStatusCode.ShouldBeTrue(await decided.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Directory.GetFiles(training.At("decisions"), "*.json", SearchOption.AllDirectories).Length.ShouldBe(1);

        await TrainingProcess.Signal(process, "TERM");
        (await TrainingProcess.End(process)).ExitCode.ShouldBe(0);
    }

    [GeneratedRegex("http://[^; ]+")]
    private static partial Regex Address();
}
