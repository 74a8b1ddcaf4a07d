namespace PerturbSeg.PhotoLists;

/// <summary>What a watch came to.</summary>
/// <param name="Segmented">How many photos were segmented; one that changed counts each time.</param>
/// <param name="PassedOver">How many were not, because they could not be read or their files could not be written.</param>
/// <param name="Unwritten">How many of those could not be written.</param>
public sealed record PhotoWatchReport(int Segmented, int PassedOver, int Unwritten);
