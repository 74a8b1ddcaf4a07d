#include "file.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace pseg {

namespace {

int32_t sniff(const uint8_t* data, int64_t size) {
    if (size >= 3 && data[0] == 0xFF && data[1] == 0xD8 && data[2] == 0xFF) return PSEG_IMAGING_JPEG;
    if (size >= 8 && std::memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0) return PSEG_IMAGING_PNG;
    if (size >= 12 && std::memcmp(data, "RIFF", 4) == 0 && std::memcmp(data + 8, "WEBP", 4) == 0) return PSEG_IMAGING_WEBP;
    throw Failure{PSEG_IMAGING_UNREADABLE, size == 0 ? "the file is empty" : "the file is not a JPEG, PNG or WebP"};
}

}  // namespace

Image open(const uint8_t* data, int64_t size, int32_t format, int32_t shrink) {
    void* bytes = const_cast<uint8_t*>(data);
    auto length = static_cast<size_t>(size);
    VipsImage* output = nullptr;
    int result = -1;
    if (format == PSEG_IMAGING_JPEG) {
        result = vips_jpegload_buffer(
            bytes, length, &output, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, "shrink", shrink, nullptr);
    } else if (format == PSEG_IMAGING_PNG) {
        result = vips_pngload_buffer(
            bytes, length, &output, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
    } else {
        result = vips_webpload_buffer(
            bytes, length, &output, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
    }
    return checked(result, output, PSEG_IMAGING_UNREADABLE, damaged);
}

Header read_header(const uint8_t* data, int64_t size) {
    require(data != nullptr || size == 0, "data is null");
    int32_t format = sniff(data, size);
    Image image = open(data, size, format, 1);
    int32_t width = vips_image_get_width(image.get());
    int32_t height = vips_image_get_height(image.get());
    if (vips_image_get_orientation_swap(image.get())) std::swap(width, height);
    return Header{format, width, height};
}

void check_limits(const Header& header, const pseg_imaging_limits& limits) {
    std::string sides = std::to_string(header.width) + "×" + std::to_string(header.height) + " pixels";
    if (static_cast<int64_t>(header.width) * header.height > limits.max_pixels) {
        throw Failure{PSEG_IMAGING_TOO_LARGE, sides + " are more than the limit of " + std::to_string(limits.max_pixels)};
    }
    if (std::min(header.width, header.height) < limits.min_side) {
        throw Failure{PSEG_IMAGING_TOO_SMALL, sides + ", but the shorter side must have at least " + std::to_string(limits.min_side)};
    }
}

int32_t free_shrink(const Header& header, int32_t side) {
    int32_t shorter = std::min(header.width, header.height);
    for (int32_t shrink : {8, 4, 2}) {
        if (header.format == PSEG_IMAGING_JPEG && shorter / shrink >= 2 * side) return shrink;
    }
    return 1;
}

}  // namespace pseg
