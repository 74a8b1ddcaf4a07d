#include "failures.h"

#include <vips/vips.h>

#include <vips/vector.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <mutex>
#include <shared_mutex>

#include "imaging.h"

namespace pseg {

namespace {

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

int32_t attempt(const std::function<void()>& body, std::string& text, bool alone) {
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

}  // namespace

void require(bool condition, const char* text) {
    if (!condition) throw Failure{PSEG_IMAGING_BAD_ARGUMENT, text};
}

// Where libvips fails, the body runs once more alone, so that the words read from the shared buffer are its own.
int32_t guarded(const std::function<void()>& body, char* message, int32_t capacity) {
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

}  // namespace pseg
