namespace PerturbSeg.Training.GeneratedScenes;

/// <summary>A drawn photo with its exact mask.</summary>
/// <param name="Size">Width and height S in pixels.</param>
/// <param name="Image">[3, S, S], red, green and blue planes, 0 to 255.</param>
/// <param name="Mask">[S, S], 255 where the object covers half of a pixel or more, else 0.</param>
public sealed record GeneratedScene(int Size, byte[] Image, byte[] Mask);
