namespace PerturbSeg.Training.Networks;

/// <summary>What the two layers of a scene share (paper, section 3.1 and the ablation study).</summary>
public enum GeneratorVariant
{
    /// <summary>Nothing: two generators, each with its own mapping network. The paper's choice.</summary>
    TwoGenerators,

    /// <summary>The mapping network: two synthesis networks paint from the same styles.</summary>
    SharedMapping,

    /// <summary>Everything: one generator paints background, foreground and mask.</summary>
    OneGenerator,
}
