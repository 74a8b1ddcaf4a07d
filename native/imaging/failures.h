// What goes wrong, and how it becomes a status and a message.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace pseg {

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

constexpr const char* damaged = "the file is damaged or cut short";

// Throws where the caller made a mistake.
void require(bool condition, const char* text);

// Starts libvips, runs the body and turns what it throws into a status and a message.
int32_t guarded(const std::function<void()>& body, char* message, int32_t capacity);

}  // namespace pseg
