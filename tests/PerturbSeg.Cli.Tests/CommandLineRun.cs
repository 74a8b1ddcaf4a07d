namespace PerturbSeg.Cli.Tests;

/// <summary>One run of the command line inside the test's process.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandLineRun> Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return new CommandLineRun(code, output.ToString(), error.ToString());
    }
}
