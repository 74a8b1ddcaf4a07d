namespace PerturbSeg.Import;

/// <summary>Where a tensor of ours is found in a published state dict.</summary>
/// <param name="Name">Our full name in the generator or the discriminator.</param>
/// <param name="Published">The name in the published state dict.</param>
/// <param name="Part">Which rows of the published tensor.</param>
/// <param name="Factor">What the published values are multiplied by.</param>
public sealed record PublishedTensor(string Name, string Published, PublishedRows Part = PublishedRows.All, double Factor = 1);
