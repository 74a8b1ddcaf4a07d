namespace PerturbSeg.Web.Review;

/// <summary>What the judging of a photo told.</summary>
/// <param name="Doubt">How doubtful its mask is, from 0 to 1.</param>
/// <param name="Digest">What tells its file from others of its name.</param>
internal readonly record struct JudgedPhoto(double Doubt, string Digest);
