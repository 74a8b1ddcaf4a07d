namespace PerturbSeg.Training.Fitting;

/// <summary>What corrections gave.</summary>
/// <param name="Taught">How many masks were taught.</param>
/// <param name="HeldBack">How many were held back to measure.</param>
/// <param name="IouBefore">IoU over those before; null where none was held back.</param>
/// <param name="IouAfter">And after.</param>
public sealed record CorrectionResult(int Taught, int HeldBack, double? IouBefore, double? IouAfter);
