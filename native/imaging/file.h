// Encoded files: which formats are read, what their headers say, and opening them.
#pragma once

#include <cstdint>

#include "image.h"
#include "imaging.h"

namespace pseg {

// Width and height are those after the EXIF rotation.
struct Header {
    int32_t format;
    int32_t width;
    int32_t height;
};

Header read_header(const uint8_t* data, int64_t size);

void check_limits(const Header& header, const pseg_imaging_limits& limits);

// Opens a file; pixels are decoded only when they are asked for, from the top.
Image open(const uint8_t* data, int64_t size, int32_t format, int32_t shrink);

// The strongest reduction that a JPEG decoder gives for free while twice the wanted side is kept.
int32_t free_shrink(const Header& header, int32_t side);

}  // namespace pseg
