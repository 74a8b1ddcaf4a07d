// The C ABI of libperturbseg_imaging: photos in, over libvips.
//
// Rules of every function that returns a status:
// - 0 means done; otherwise one of pseg_imaging_status, and `message` holds a sentence without a full stop
//   (UTF-8, ended by a zero byte, cut to `capacity` bytes).
// - No exception crosses, and inputs are neither kept nor freed.
// - Buffers handed out through a pointer belong to the caller, who frees them with pseg_imaging_free.
// - Functions may be called from many threads at once; each call works on its own thread alone.
// Pixels are interleaved rows from the top, without padding.
#pragma once

#include <cstdint>

#define PSEG_IMAGING_API extern "C" __attribute__((visibility("default")))

enum pseg_imaging_status : int32_t {
    PSEG_IMAGING_OK = 0,
    PSEG_IMAGING_BAD_ARGUMENT = 1,  // a programmer's mistake
    PSEG_IMAGING_UNREADABLE = 2,    // not a JPEG, PNG or WebP, or damaged, or cut short
    PSEG_IMAGING_TOO_LARGE = 3,     // more pixels than the limit, judged by the header alone
    PSEG_IMAGING_TOO_SMALL = 4,     // a side shorter than the limit, judged by the header alone
    PSEG_IMAGING_FAILED = 5,        // libvips could not start or ran out of something
};

enum pseg_imaging_format : int32_t {
    PSEG_IMAGING_JPEG = 1,
    PSEG_IMAGING_PNG = 2,
    PSEG_IMAGING_WEBP = 3,
};

enum pseg_imaging_filter : int32_t {
    PSEG_IMAGING_LINEAR = 1,   // triangle; widened when shrinking; never leaves the range of the input
    PSEG_IMAGING_CUBIC = 2,    // Catmull-Rom; may overshoot
    PSEG_IMAGING_LANCZOS = 3,  // Lanczos with 3 lobes when shrinking, cubic when enlarging; may overshoot
};

// Limits judged before any pixel is decoded.
struct pseg_imaging_limits {
    int64_t max_pixels;
    int32_t min_side;
};

// The version of this interface, to be compared by the caller.
PSEG_IMAGING_API int32_t pseg_imaging_abi_version();

// Reads the header: format, and width and height after the EXIF rotation.
PSEG_IMAGING_API int32_t pseg_imaging_read_header(
    const uint8_t* data, int64_t size, int32_t* format, int32_t* width, int32_t* height, char* message, int32_t capacity);

// Decodes to 8 bits a channel. channels 3: sRGB, an embedded colour profile applied, transparent parts over white.
// channels 1: a mask, the largest of the colour channels, transparent parts over black, no colour conversion.
PSEG_IMAGING_API int32_t pseg_imaging_decode(
    const uint8_t* data, int64_t size, int32_t channels, const pseg_imaging_limits* limits,
    uint8_t** pixels, int32_t* width, int32_t* height, char* message, int32_t capacity);

// Decodes as above and resizes to side x side, in one streamed pass where the file allows. crop 0 stretches the whole photo,
// crop 1 takes the largest centred square. Large JPEGs are decoded at a half, a quarter or an eighth, never below twice the side.
// pixels: side * side * channels bytes of the caller's.
PSEG_IMAGING_API int32_t pseg_imaging_decode_square(
    const uint8_t* data, int64_t size, int32_t channels, const pseg_imaging_limits* limits,
    int32_t side, int32_t crop, uint8_t* pixels, char* message, int32_t capacity);

// Resizes 8-bit pixels of 1 to 4 channels. output: output_width * output_height * channels bytes of the caller's.
PSEG_IMAGING_API int32_t pseg_imaging_resize(
    const uint8_t* pixels, int32_t width, int32_t height, int32_t channels, int32_t filter,
    uint8_t* output, int32_t output_width, int32_t output_height, char* message, int32_t capacity);

// Resizes one channel of 32-bit floats. output: output_width * output_height floats of the caller's.
PSEG_IMAGING_API int32_t pseg_imaging_resize_float(
    const float* pixels, int32_t width, int32_t height, int32_t filter,
    float* output, int32_t output_width, int32_t output_height, char* message, int32_t capacity);

// Frees a buffer handed out above; null is fine.
PSEG_IMAGING_API void pseg_imaging_free(void* buffer);
