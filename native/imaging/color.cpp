#include "color.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace pseg {

namespace {

bool is_sixteen_bit(const Image& image) { return vips_image_get_format(image.get()) == VIPS_FORMAT_USHORT; }

}  // namespace

Image upright(Image image) {
    if (vips_image_get_orientation(image.get()) <= 1) return image;
    return derive(vips_autorot, in_memory(image));
}

Image over(Image image, double background) {
    if (!vips_image_hasalpha(image.get())) return image;
    double largest = is_sixteen_bit(image) ? 65535.0 : 255.0;
    std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> colour(
        vips_array_double_newv(1, background / 255.0 * largest), [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
    return derive(vips_flatten, image, "background", colour.get(), "max_alpha", largest);
}

Image to_srgb(Image image) {
    if (vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0) {
        VipsImage* output = nullptr;
        if (vips_icc_transform(image.get(), &output, "srgb", "embedded", TRUE, nullptr) == 0) {
            image.reset(output);
        }
        // A profile that is damaged or belongs to another kind of image is passed over, as viewers do.
    }
    image = derive(vips_colourspace, image, VIPS_INTERPRETATION_sRGB);
    if (vips_image_get_bands(image.get()) != 3) throw Failure{PSEG_IMAGING_UNREADABLE, "the file holds no red, green and blue"};
    return derive(vips_cast, image, VIPS_FORMAT_UCHAR);
}

Image to_mask(Image image, Buffer& pixels) {
    image = over(std::move(image), black);
    if (vips_image_get_interpretation(image.get()) == VIPS_INTERPRETATION_CMYK) image = to_srgb(std::move(image));
    if (is_sixteen_bit(image)) image = derive(vips_msb, image);
    image = derive(vips_cast, image, VIPS_FORMAT_UCHAR);
    int32_t width = vips_image_get_width(image.get());
    int32_t height = vips_image_get_height(image.get());
    auto bands = static_cast<size_t>(vips_image_get_bands(image.get()));
    pixels = to_memory(image);
    size_t count = static_cast<size_t>(width) * static_cast<size_t>(height);
    uint8_t* values = pixels.get();
    for (size_t i = 0; bands > 1 && i < count; i++) values[i] = *std::max_element(values + i * bands, values + (i + 1) * bands);
    return of_memory(values, count, width, height, 1, VIPS_FORMAT_UCHAR);
}

}  // namespace pseg
