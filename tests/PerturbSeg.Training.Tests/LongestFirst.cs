using PerturbSeg.Training.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace PerturbSeg.Training.Tests;

/// <summary>Begins with the test that takes minutes, so that the others run beside it and none waits for it in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection
        => [.. testCollections.OrderByDescending(tests => tests.TestCollectionDisplayName.Contains(nameof(Demo.DemoRunTests), StringComparison.Ordinal))];
}
