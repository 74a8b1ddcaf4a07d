// Other sizes of an image.
#pragma once

#include <cstdint>

#include "image.h"

namespace pseg {

// Any sides, the aspect not kept; `filter` is one of pseg_imaging_filter.
Image resize(Image image, int32_t width, int32_t height, int32_t filter);

// The largest centred square.
Image centre_square(Image image);

}  // namespace pseg
