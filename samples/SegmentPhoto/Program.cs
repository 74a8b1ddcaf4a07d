// SegmentPhoto RUN PHOTO MASK.png: the mask of a photo by a trained run.
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;

using var model = SegmentationModel.Load(args[0]);
Photo photo = Photo.Load(args[1]);
Mask mask = model.Segment(photo);
mask.SavePng(args[2]);
Console.WriteLine($"{args[2]}: {mask.Width}×{mask.Height}, {mask.Values.Average():P0} object");
