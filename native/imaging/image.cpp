#include "image.h"

#include <cstring>

namespace pseg {

Image checked(int result, VipsImage* output, int32_t status, const char* text) {
    if (result != 0) throw VipsFailure{status, text};
    return Image(output);
}

Buffer to_memory(const Image& image) {
    size_t size = 0;
    void* pixels = vips_image_write_to_memory(image.get(), &size);
    if (pixels == nullptr) throw VipsFailure{PSEG_IMAGING_UNREADABLE, damaged};
    return Buffer(static_cast<uint8_t*>(pixels));
}

void copy_out(const Image& image, uint8_t* output, size_t size) {
    Buffer pixels = to_memory(image);
    std::memcpy(output, pixels.get(), size);
}

Image in_memory(const Image& image) {
    VipsImage* memory = vips_image_copy_memory(image.get());
    return checked(memory == nullptr ? -1 : 0, memory, PSEG_IMAGING_UNREADABLE, damaged);
}

Image of_memory(const void* pixels, size_t size, int32_t width, int32_t height, int32_t channels, VipsBandFormat format) {
    VipsImage* image = vips_image_new_from_memory(pixels, size, width, height, channels, format);
    if (image == nullptr) throw VipsFailure{PSEG_IMAGING_FAILED, "libvips did not take the pixels"};
    return Image(image);
}

}  // namespace pseg
