#include "imaging.h"

#include <utility>

#include "color.h"
#include "failures.h"
#include "file.h"
#include "image.h"
#include "resize.h"

using namespace pseg;

int32_t pseg_imaging_abi_version() { return 2; }

int32_t pseg_imaging_read_header(
    const uint8_t* data, int64_t size, int32_t* format, int32_t* width, int32_t* height, char* message, int32_t capacity) {
    return guarded([&] {
        Header header = read_header(data, size);
        *format = header.format;
        *width = header.width;
        *height = header.height;
    }, message, capacity);
}

int32_t pseg_imaging_decode(
    const uint8_t* data, int64_t size, int32_t channels, const pseg_imaging_limits* limits,
    uint8_t** pixels, int32_t* width, int32_t* height, char* message, int32_t capacity) {
    return guarded([&] {
        require(channels == 1 || channels == 3, "channels must be 1 or 3");
        Header header = read_header(data, size);
        check_limits(header, *limits);
        Buffer behind;
        Image image = upright(open(data, size, header.format, 1));
        image = channels == 1 ? to_mask(std::move(image), behind) : to_srgb(over(std::move(image), white));
        Buffer decoded = to_memory(image);
        *width = vips_image_get_width(image.get());
        *height = vips_image_get_height(image.get());
        *pixels = decoded.release();
    }, message, capacity);
}

int32_t pseg_imaging_decode_square(
    const uint8_t* data, int64_t size, int32_t channels, const pseg_imaging_limits* limits,
    int32_t side, int32_t crop, uint8_t* pixels, char* message, int32_t capacity) {
    return guarded([&] {
        require(channels == 1 || channels == 3, "channels must be 1 or 3");
        require(side > 0, "side must be positive");
        Header header = read_header(data, size);
        check_limits(header, *limits);
        Buffer behind;
        Image image = upright(open(data, size, header.format, channels == 1 ? 1 : free_shrink(header, side)));
        image = channels == 1 ? to_mask(std::move(image), behind) : over(std::move(image), white);
        if (crop != 0) image = centre_square(std::move(image));
        image = resize(std::move(image), side, side, channels == 1 ? PSEG_IMAGING_LINEAR : PSEG_IMAGING_LANCZOS);
        if (channels == 3) image = to_srgb(std::move(image));
        copy_out(image, pixels, static_cast<size_t>(side) * static_cast<size_t>(side) * static_cast<size_t>(channels));
    }, message, capacity);
}

int32_t pseg_imaging_resize(
    const uint8_t* pixels, int32_t width, int32_t height, int32_t channels, int32_t filter,
    uint8_t* output, int32_t output_width, int32_t output_height, char* message, int32_t capacity) {
    return guarded([&] {
        require(width > 0 && height > 0 && output_width > 0 && output_height > 0, "sides must be positive");
        require(channels >= 1 && channels <= 4, "channels must be 1 to 4");
        auto depth = static_cast<size_t>(channels);
        size_t size = static_cast<size_t>(width) * static_cast<size_t>(height) * depth;
        Image image = of_memory(pixels, size, width, height, channels, VIPS_FORMAT_UCHAR);
        copy_out(
            resize(std::move(image), output_width, output_height, filter), output,
            static_cast<size_t>(output_width) * static_cast<size_t>(output_height) * depth);
    }, message, capacity);
}

int32_t pseg_imaging_resize_float(
    const float* pixels, int32_t width, int32_t height, int32_t filter,
    float* output, int32_t output_width, int32_t output_height, char* message, int32_t capacity) {
    return guarded([&] {
        require(width > 0 && height > 0 && output_width > 0 && output_height > 0, "sides must be positive");
        size_t size = static_cast<size_t>(width) * static_cast<size_t>(height) * sizeof(float);
        Image image = of_memory(pixels, size, width, height, 1, VIPS_FORMAT_FLOAT);
        copy_out(
            resize(std::move(image), output_width, output_height, filter), reinterpret_cast<uint8_t*>(output),
            static_cast<size_t>(output_width) * static_cast<size_t>(output_height) * sizeof(float));
    }, message, capacity);
}

void pseg_imaging_free(void* buffer) { g_free(buffer); }
