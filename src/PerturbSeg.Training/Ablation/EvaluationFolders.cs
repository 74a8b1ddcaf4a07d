namespace PerturbSeg.Training.Ablation;

/// <summary>Photos with known masks that every run of a study is scored on.</summary>
/// <param name="Name">What the column is called, such as a category.</param>
/// <param name="Images">The folder of photos.</param>
/// <param name="Masks">The folder of masks.</param>
public sealed record EvaluationFolders(string Name, string Images, string Masks);
