namespace PerturbSeg.Fuzz.Tests.Campaigns;

/// <summary>Tests that count the allocations of the process, and so may not run beside others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
