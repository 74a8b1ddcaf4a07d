using System.CommandLine;
using PerturbSeg.Fuzz.Commands;

var root = new RootCommand("Tries hostile files and requests on PerturbSeg.")
{
    FuzzCommands.Run(),
    FuzzCommands.Replay(),
    FuzzCommands.Readers(),
    FuzzCommands.Worker(),
    AflCommands.Seeds(),
    AflCommands.Target(),
    HostileCommand.Create(),
    LoadCommand.Create(),
    SoakCommands.Serve(),
    SoakCommands.Train(),
};
return root.Parse(args).Invoke();
