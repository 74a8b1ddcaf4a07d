namespace PerturbSeg.Outputs;

/// <summary>The one class that a run knows, as annotation formats name it.</summary>
internal static class ObjectClass
{
    /// <summary>Its name.</summary>
    public const string Name = "object";
}
