using System.Diagnostics;
using PerturbSeg.Networks;
using PerturbSeg.Torch;
using PerturbSeg.Training;

TorchRuntime.Threads = args.Length > 0 ? int.Parse(args[0]) : 2;
var options = new TrainingOptions { Network = new NetworkOptions { StyledStart = true } };
using var state = new TrainingState(options, Device.Cpu);
var step = new TrainingStep(state);
var photos = new byte[32 * 3 * 32 * 32];
new Random(1).NextBytes(photos);
for (int i = 0; i < 3; i++) step.Run(photos);
Console.WriteLine(TorchRuntime.LiveTensors);
var clock = Stopwatch.StartNew();
int n = 32;
for (int i = 0; i < n; i++) { var s = step.Run(photos); if (i % 8 == 0) Console.WriteLine(s); }
Console.WriteLine(TorchRuntime.LiveTensors);
Console.WriteLine($"{n * 32 / clock.Elapsed.TotalSeconds:0.0} images/s");
return 0;
