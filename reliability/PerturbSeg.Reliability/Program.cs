using System.Globalization;
using PerturbSeg.Reliability;

string Option(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;

if (args is ["photos", var folder])
{
    DiscPhotos.Draw(folder, 12);
    return 0;
}

if (args.FirstOrDefault() != "kill")
{
    Console.Error.WriteLine("usage: kill [--kills 1000] [--minutes 600] [--seed 1] [--only pack,train,fit,segment,learn,ablate]");
    return 2;
}

var time = TimeSpan.FromMinutes(double.Parse(Option("--minutes", "600"), CultureInfo.InvariantCulture));
int kills = int.Parse(Option("--kills", "1000"), CultureInfo.InvariantCulture), seed = int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);
string work = Directory.CreateTempSubdirectory("perturbseg-kills-").FullName;
try
{
    return new KillStudy(work, seed, Console.Out).Run(kills, time, Option("--only", string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries)) ? 0 : 1;
}
finally
{
    Directory.Delete(work, recursive: true);
}
