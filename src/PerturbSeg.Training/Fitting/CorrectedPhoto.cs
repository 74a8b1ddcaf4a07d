using PerturbSeg.Imaging;

namespace PerturbSeg.Training.Fitting;

/// <summary>A photo with the mask that somebody saw to be right.</summary>
/// <param name="Name">The photo's name.</param>
/// <param name="Photo">The photo.</param>
/// <param name="Mask">Its mask, of its size, 255 = object.</param>
public sealed record CorrectedPhoto(string Name, Photo Photo, GreyImage Mask);
