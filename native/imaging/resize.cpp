#include "resize.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace pseg {

namespace {

VipsKernel kernel_of(int32_t filter) {
    switch (filter) {
        case PSEG_IMAGING_LINEAR: return VIPS_KERNEL_LINEAR;
        case PSEG_IMAGING_CUBIC: return VIPS_KERNEL_CUBIC;
        case PSEG_IMAGING_LANCZOS: return VIPS_KERNEL_LANCZOS3;
        default: throw Failure{PSEG_IMAGING_BAD_ARGUMENT, "unknown filter"};
    }
}

// Enlarges about pixel centres: output x reads the input at (x + 0.5) / across - 0.5. vips_resize leaves out the first half pixel,
// which would move every mask that is brought back to the size of its photo.
Image enlarge(const Image& image, double across, double down, int32_t width, int32_t height, int32_t filter) {
    std::unique_ptr<VipsInterpolate, void (*)(void*)> interpolate(
        vips_interpolate_new(filter == PSEG_IMAGING_LINEAR ? "bilinear" : "bicubic"), g_object_unref);
    if (interpolate == nullptr) throw VipsFailure{PSEG_IMAGING_FAILED, "libvips lacks an interpolation"};
    std::unique_ptr<VipsArrayInt, void (*)(VipsArrayInt*)> area(
        vips_array_int_newv(4, 0, 0, width, height), [](VipsArrayInt* array) { vips_area_unref(VIPS_AREA(array)); });
    return derive(
        vips_affine, image, across, 0.0, 0.0, down, "interpolate", interpolate.get(), "oarea", area.get(),
        "idx", 0.5, "idy", 0.5, "odx", -0.5, "ody", -0.5, "extend", VIPS_EXTEND_COPY);
}

}  // namespace

Image resize(Image image, int32_t width, int32_t height, int32_t filter) {
    double across = static_cast<double>(width) / vips_image_get_width(image.get());
    double down = static_cast<double>(height) / vips_image_get_height(image.get());
    VipsKernel kernel = kernel_of(filter);
    if (across < 1.0 || down < 1.0) {
        image = derive(vips_resize, image, std::min(across, 1.0), "vscale", std::min(down, 1.0), "kernel", kernel);
    }
    if (across > 1.0 || down > 1.0) {
        image = enlarge(in_memory(image), std::max(across, 1.0), std::max(down, 1.0), width, height, filter);
    }
    if (vips_image_get_width(image.get()) != width || vips_image_get_height(image.get()) != height) {
        throw Failure{PSEG_IMAGING_FAILED, "libvips resized to another size than was asked for"};
    }
    return image;
}

Image centre_square(Image image) {
    int32_t width = vips_image_get_width(image.get());
    int32_t height = vips_image_get_height(image.get());
    int32_t side = std::min(width, height);
    if (width == height) return image;
    return derive(vips_extract_area, image, (width - side) / 2, (height - side) / 2, side, side);
}

}  // namespace pseg
