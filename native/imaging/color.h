// What the pixels of a file mean: upright, colours or a mask, 8 bits.
#pragma once

#include "image.h"

namespace pseg {

constexpr double white = 255.0;
constexpr double black = 0.0;

// Turned as the EXIF tag says.
Image upright(Image image);

// Transparent parts laid over a grey level, 0 to 255.
Image over(Image image, double background);

// Three bands, 8 bits, sRGB.
Image to_srgb(Image image);

// One band, 8 bits: the largest of the colour channels, transparent parts black. The buffer must outlive the image.
Image to_mask(Image image, Buffer& pixels);

}  // namespace pseg
