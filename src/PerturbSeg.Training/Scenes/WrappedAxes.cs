namespace PerturbSeg.Training.Scenes;

/// <summary>Along which axes a background goes around, so that its last pixel has its first one as neighbour.</summary>
[Flags]
public enum WrappedAxes
{
    /// <summary>None: a picture with four edges.</summary>
    None = 0,

    /// <summary>Left and right edge meet: a cylinder, as one sees from where one stands.</summary>
    X = 1,

    /// <summary>Upper and lower edge meet.</summary>
    Y = 2,

    /// <summary>Both: a torus, for scenes seen from above.</summary>
    Both = X | Y,
}
