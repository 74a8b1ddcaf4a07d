// SegmentPhoto MODEL PHOTO MASK.png: the mask of a photo by a fitted segmenter, a run folder or its segmenter.onnx.
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;

using var model = SegmentationModel.Load(args[0]);
Mask mask = model.Segment(Photo.Load(args[1]));
mask.SavePng(args[2]);
Console.WriteLine($"{args[2]}: {mask.Width}×{mask.Height}, {mask.Values.Average():P0} object");
