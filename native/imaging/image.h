// libvips images and buffers that free themselves, and how pixels get in and out of them.
#pragma once

#include <vips/vips.h>

#include <cstdint>
#include <memory>

#include "failures.h"
#include "imaging.h"

namespace pseg {

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

struct Free {
    void operator()(void* buffer) const { g_free(buffer); }
};
using Buffer = std::unique_ptr<uint8_t, Free>;

// Takes over the output of a libvips call; throws with the status and text where it failed.
Image checked(int result, VipsImage* output, int32_t status, const char* text);

// Applies a libvips operation.
template <typename Operation, typename... Arguments>
Image derive(Operation operation, const Image& input, Arguments... arguments) {
    VipsImage* output = nullptr;
    int result = operation(input.get(), &output, arguments..., static_cast<void*>(nullptr));
    return checked(result, output, PSEG_IMAGING_UNREADABLE, damaged);
}

// All pixels, decoded now.
Buffer to_memory(const Image& image);

// All pixels, into `size` bytes of the caller's.
void copy_out(const Image& image, uint8_t* output, size_t size);

// The pixels themselves now instead of the steps to them: for operations that read rows more than once or in another order, which a
// file decoded from the top cannot give.
Image in_memory(const Image& image);

// An image over pixels of the caller's, which must outlive it.
Image of_memory(const void* pixels, size_t size, int32_t width, int32_t height, int32_t channels, VipsBandFormat format);

}  // namespace pseg
