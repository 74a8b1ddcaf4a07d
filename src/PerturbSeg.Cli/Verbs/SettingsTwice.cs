using System.CommandLine;
using System.CommandLine.Parsing;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Verbs;

/// <summary>Settings that have an option of their own, given by it and by <c>--set</c> at once: which of both holds is nobody's guess.</summary>
internal static class SettingsTwice
{
    /// <summary>Refuses them.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="settings">The option <c>--set</c>.</param>
    /// <param name="own">Options, and the settings that each is for.</param>
    public static void Refuse(CommandResult given, Option<string[]> settings, params ReadOnlySpan<(Option Option, string[] Names)> own)
    {
        string[] changes = [.. given.GetResult(settings)?.Tokens.Select(token => token.Value) ?? []];
        foreach ((Option option, string[] names) in own)
        {
            if (given.GetResult(option) is { Implicit: false } && names.FirstOrDefault(name => SettingChanges.Name(changes, name)) is { } twice)
                given.AddError($"{option.Name} and --set {twice} both say it: leave out one of them.");
        }
    }
}
