using System.Diagnostics;
using System.Reflection;

namespace PerturbSeg.Packages.Tests;

/// <summary>The checkout, and the dotnet command on it.</summary>
internal static class Repository
{
    /// <summary>The checkout's folder.</summary>
    public static string Root { get; } = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RepositoryRoot").Value!);

    /// <summary>The kind of system that the SDK builds for when nothing is said.</summary>
    public static string Platform { get; } = Run("dotnet", Root, "msbuild", "src/PerturbSeg.Cli/PerturbSeg.Cli.csproj", "-getProperty:NETCoreSdkPortableRuntimeIdentifier").Trim();

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static string Run(string program, string folder, params string[] arguments)
    {
        (int code, string output, string error) = Try(program, folder, [], arguments);
        code.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output}\n{error}");
        return output;
    }

    /// <summary>Runs a program to its end, whatever that is.</summary>
    /// <param name="program">Its file, or its name on the path.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="variables">Environment variables besides those of the tests.</param>
    /// <param name="arguments">What it is given.</param>
    public static (int Code, string Output, string Error) Try(
        string program, string folder, (string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
