#include "imaging.h"

#include <vips/vips.h>

#include <vips/vector.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

namespace {

// What went wrong, in words for a user.
struct Failure {
    int32_t status;
    std::string text;
};

// libvips refused; its own words wait in its error buffer.
struct VipsFailure {
    int32_t status;
    std::string text;
};

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

struct Free {
    void operator()(void* buffer) const { g_free(buffer); }
};
using Buffer = std::unique_ptr<uint8_t, Free>;

constexpr double white = 255.0;
constexpr double black = 0.0;

// libvips keeps one error buffer for the whole process. Calls share this lock; the one that must read the buffer takes it alone.
std::shared_mutex error_buffer;

void start() {
    static std::once_flag once;
    static bool started = false;
    std::call_once(once, [] {
        // Words about damaged files come back as messages; nothing is printed behind the caller's back.
        g_log_set_handler(
            "VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR),
            [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
        if (vips_init("perturbseg") != 0) return;
        vips_block_untrusted_set(TRUE);
        // Photos are decoded side by side, so one thread for each is right.
        vips_concurrency_set(1);
        // The cache would hold on to results that point into the caller's memory.
        vips_cache_set_max(0);
        // Vector code is compiled anew for every resize, which costs more than it saves on photos shrunk to training size; and without
        // it every machine gives the same pixels.
        vips_vector_set_enabled(FALSE);
        started = true;
    });
    if (!started) throw Failure{PSEG_IMAGING_FAILED, "libvips did not start"};
}

std::string first_line_of_vips_error() {
    std::string text = vips_error_buffer();
    vips_error_clear();
    text = text.substr(0, text.find('\n'));
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    return text;
}

void say(const std::string& text, char* message, int32_t capacity) {
    if (message == nullptr || capacity <= 0) return;
    size_t length = std::min(text.size(), static_cast<size_t>(capacity) - 1);
    std::memcpy(message, text.data(), length);
    message[length] = '\0';
}

template <typename Body>
int32_t attempt(const Body& body, std::string& text, bool alone) {
    try {
        start();
        body();
        return PSEG_IMAGING_OK;
    } catch (const Failure& failure) {
        text = failure.text;
        return failure.status;
    } catch (const VipsFailure& failure) {
        text = failure.text;
        if (!alone) return -failure.status;
        std::string words = first_line_of_vips_error();
        if (!words.empty()) text += " (" + words + ")";
        return failure.status;
    } catch (const std::exception& exception) {
        text = exception.what();
    } catch (...) {
        text = "an unknown failure in the imaging library";
    }
    return PSEG_IMAGING_FAILED;
}

// Runs the body; where libvips fails, runs it once more alone, so that the words read from the shared buffer are its own.
template <typename Body>
int32_t guarded(const Body& body, char* message, int32_t capacity) {
    std::string text;
    int32_t status;
    {
        std::shared_lock<std::shared_mutex> lock(error_buffer);
        status = attempt(body, text, false);
    }
    if (status < 0) {
        std::unique_lock<std::shared_mutex> lock(error_buffer);
        vips_error_clear();
        status = attempt(body, text, true);
    }
    say(status == PSEG_IMAGING_OK ? std::string() : text, message, capacity);
    return status;
}

void require(bool condition, const char* text) {
    if (!condition) throw Failure{PSEG_IMAGING_BAD_ARGUMENT, text};
}

// Takes over the output of a libvips call.
Image checked(int result, VipsImage* output, int32_t status, const char* text) {
    if (result != 0) throw VipsFailure{status, text};
    return Image(output);
}

constexpr const char* damaged = "the file is damaged or cut short";

template <typename Operation, typename... Arguments>
Image derive(Operation operation, const Image& input, Arguments... arguments) {
    VipsImage* output = nullptr;
    int result = operation(input.get(), &output, arguments..., static_cast<void*>(nullptr));
    return checked(result, output, PSEG_IMAGING_UNREADABLE, damaged);
}

int32_t sniff(const uint8_t* data, int64_t size) {
    if (size >= 3 && data[0] == 0xFF && data[1] == 0xD8 && data[2] == 0xFF) return PSEG_IMAGING_JPEG;
    if (size >= 8 && std::memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0) return PSEG_IMAGING_PNG;
    if (size >= 12 && std::memcmp(data, "RIFF", 4) == 0 && std::memcmp(data + 8, "WEBP", 4) == 0) return PSEG_IMAGING_WEBP;
    throw Failure{PSEG_IMAGING_UNREADABLE, size == 0 ? "the file is empty" : "the file is not a JPEG, PNG or WebP"};
}

// Opens a file; pixels are decoded only when they are asked for, from the top.
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

struct Header {
    int32_t format;
    int32_t width;
    int32_t height;
};

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

bool is_sixteen_bit(const Image& image) { return vips_image_get_format(image.get()) == VIPS_FORMAT_USHORT; }

Image upright(Image image) {
    if (vips_image_get_orientation(image.get()) <= 1) return image;
    // Turning needs the rows in another order than the file gives them.
    VipsImage* memory = vips_image_copy_memory(image.get());
    if (memory == nullptr) throw VipsFailure{PSEG_IMAGING_UNREADABLE, damaged};
    return derive(vips_autorot, Image(memory));
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

Image resize(Image image, int32_t width, int32_t height, int32_t filter) {
    double across = static_cast<double>(width) / vips_image_get_width(image.get());
    double down = static_cast<double>(height) / vips_image_get_height(image.get());
    VipsKernel kernel = kernel_of(filter);
    if (across < 1.0 || down < 1.0) {
        image = derive(vips_resize, image, std::min(across, 1.0), "vscale", std::min(down, 1.0), "kernel", kernel);
    }
    if (across > 1.0 || down > 1.0) {
        // Interpolation reads rows more than once, which a file decoded from the top cannot give.
        VipsImage* memory = vips_image_copy_memory(image.get());
        if (memory == nullptr) throw VipsFailure{PSEG_IMAGING_UNREADABLE, damaged};
        image.reset(memory);
        image = enlarge(image, std::max(across, 1.0), std::max(down, 1.0), width, height, filter);
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

Buffer to_memory(const Image& image) {
    size_t size = 0;
    void* pixels = vips_image_write_to_memory(image.get(), &size);
    if (pixels == nullptr) throw VipsFailure{PSEG_IMAGING_UNREADABLE, damaged};
    return Buffer(static_cast<uint8_t*>(pixels));
}

Image of_memory(const void* pixels, size_t size, int32_t width, int32_t height, int32_t channels, VipsBandFormat format) {
    VipsImage* image = vips_image_new_from_memory(pixels, size, width, height, channels, format);
    if (image == nullptr) throw VipsFailure{PSEG_IMAGING_FAILED, "libvips did not take the pixels"};
    return Image(image);
}

// One band, 8 bits: the largest of the colour channels. The buffer must outlive the image.
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

// The strongest reduction that a JPEG decoder gives for free while twice the wanted side is kept.
int32_t free_shrink(const Header& header, int32_t side) {
    int32_t shorter = std::min(header.width, header.height);
    for (int32_t shrink : {8, 4, 2}) {
        if (header.format == PSEG_IMAGING_JPEG && shorter / shrink >= 2 * side) return shrink;
    }
    return 1;
}

void copy_out(const Image& image, uint8_t* output, size_t size) {
    Buffer pixels = to_memory(image);
    std::memcpy(output, pixels.get(), size);
}

}  // namespace

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
