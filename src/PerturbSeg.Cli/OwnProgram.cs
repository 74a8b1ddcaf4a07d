namespace PerturbSeg.Cli;

/// <summary>This program, to be started once more.</summary>
internal static class OwnProgram
{
    /// <summary>The command that starts it.</summary>
    /// <param name="arguments">What follows the program's name.</param>
    public static string[] Command(IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli");
        bool byHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"; // as 'dotnet PerturbSeg.Cli.dll'
        return byHost ? [Environment.ProcessPath!, $"{program}.dll", .. arguments] : [program, .. arguments];
    }
}
