using PerturbSeg.Corrections;

namespace PerturbSeg.Web.Review;

/// <summary>What is known of a photo that was judged.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name in the list; where several folders are named, with its own in front.</param>
/// <param name="Doubt">How doubtful its mask is.</param>
/// <param name="Digest">What tells its file from others of its name.</param>
/// <param name="Correction">What was decided; null for nothing yet.</param>
internal readonly record struct ReviewedPhoto(int Id, string Name, double Doubt, string Digest, Correction? Correction);
