// perturbseg::conv2d: at::conv2d with stride 1 whose gradients run as fast as its forward pass on a processor in bfloat16.
//
// oneDNN's forward convolutions use every unit of the processor (AMX, where there is one); several of its backward kernels do not,
// and take five to ten times as long. Both gradients can be had from operators that do: the gradient for the input is a convolution
// with the turned kernel, the gradient for the weight a matrix product of the output's gradient with shifted copies of the input.
// The result is that of at::conv2d, which is also what every other device and element type gets; a test compares the two.
// All of it is made of differentiable operators, so second derivatives work.
#include <ATen/autocast_mode.h>
#include <torch/library.h>
#include <torch/torch.h>
#include <torch/version.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 2)
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif

at::Tensor conv2d(const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, int64_t pad_y, int64_t pad_x);

// x [N, I, H, W], slope [N, O, H', W'] -> [O, I, K, K], for a kernel of side K.
at::Tensor weight_gradient(const at::Tensor& x, const at::Tensor& slope, int64_t kernel, int64_t pad_y, int64_t pad_x) {
    const int64_t inputs = x.size(1), outputs = slope.size(1), width = slope.size(3);
    auto pixels = x.permute({0, 2, 3, 1});      // [N, H, W, I]
    auto slopes = slope.permute({0, 2, 3, 1});  // [N, H', W', O]
    if (kernel == 1) return slopes.reshape({-1, outputs}).t().mm(pixels.reshape({-1, inputs})).view({outputs, inputs, 1, 1});

    // One copy of the input for each kernel column, side by side; a kernel row is then a shift by whole rows of the flattened copies.
    // The slopes get empty rows below, so that the last rows of a picture do not meet the first of the next.
    auto padded = at::constant_pad_nd(pixels, {0, 0, pad_x, pad_x, pad_y, pad_y});  // [N, H' + K - 1, W' + K - 1, I]
    std::vector<at::Tensor> columns;
    for (int64_t column = 0; column < kernel; column++) columns.push_back(padded.slice(2, column, column + width));
    auto copies = at::cat(columns, 3).reshape({-1, kernel * inputs});                                // [N (H' + K - 1) W', K I]
    auto flat = at::constant_pad_nd(slopes, {0, 0, 0, 0, 0, kernel - 1}).reshape({-1, outputs});  // [N (H' + K - 1) W', O]
    const int64_t rows = flat.size(0) - (kernel - 1) * width;
    auto turned = flat.slice(0, 0, rows).t();  // [O, rows]
    std::vector<at::Tensor> taps;
    for (int64_t row = 0; row < kernel; row++) taps.push_back(turned.mm(copies.slice(0, row * width, row * width + rows)));
    return at::stack(taps, 1).view({outputs, kernel, kernel, inputs}).permute({0, 3, 1, 2}).contiguous(at::MemoryFormat::ChannelsLast);
}

struct Convolution : torch::autograd::Function<Convolution> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias,
                              int64_t pad_y, int64_t pad_x) {
        context->save_for_backward({x, weight});
        context->saved_data["pad_y"] = pad_y;
        context->saved_data["pad_x"] = pad_x;
        context->saved_data["bias"] = bias.has_value() && bias->requires_grad();
        return at::conv2d(x, weight, bias, {1, 1}, {pad_y, pad_x});
    }

    static variable_list backward(AutogradContext* context, variable_list slopes) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const int64_t pad_y = context->saved_data["pad_y"].toInt(), pad_x = context->saved_data["pad_x"].toInt();
        const int64_t kernel = weight.size(2);
        auto slope = slopes[0].contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor for_x, for_weight, for_bias;
        if (context->needs_input_grad(0)) {
            auto turned = weight.transpose(0, 1).flip({2, 3}).contiguous(at::MemoryFormat::ChannelsLast);
            for_x = conv2d(slope, turned, OptionalTensor(), kernel - 1 - pad_y, kernel - 1 - pad_x);
        }
        if (context->needs_input_grad(1)) for_weight = weight_gradient(x, slope, kernel, pad_y, pad_x);
        if (context->saved_data["bias"].toBool()) for_bias = slope.sum({0, 2, 3});
        return {for_x, for_weight, for_bias, at::Tensor(), at::Tensor()};
    }
};

at::Tensor cast(const at::Tensor& tensor, at::ScalarType type) {
    return at::autocast::cached_cast(type, tensor, at::kCPU);
}

at::Tensor conv2d(const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, int64_t pad_y, int64_t pad_x) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    const bool autocast = at::autocast::is_autocast_enabled(at::kCPU);
    const auto narrow = at::autocast::get_autocast_dtype(at::kCPU);
#else
    const bool autocast = at::autocast::is_cpu_enabled();
    const auto narrow = at::autocast::get_autocast_cpu_dtype();
#endif
    const bool processor = x.is_cpu();
    if (processor && autocast && x.scalar_type() != narrow) return conv2d(cast(x, narrow), weight, bias, pad_y, pad_x);
    const int64_t kernel = weight.size(2);
    const bool supported = kernel == weight.size(3) && pad_y < kernel && pad_x < kernel;
    if (!processor || !supported || x.scalar_type() != at::kBFloat16 || !c10::GradMode::is_enabled())
        return at::conv2d(x, weight, bias, {1, 1}, {pad_y, pad_x});
    auto narrow_bias = bias.has_value() ? OptionalTensor(bias->to(at::kBFloat16)) : OptionalTensor();
    return Convolution::apply(x, weight.to(at::kBFloat16), narrow_bias, pad_y, pad_x);
}

}  // namespace

TORCH_LIBRARY(perturbseg, library) {
    library.def("conv2d(Tensor x, Tensor weight, Tensor? bias, int pad_y, int pad_x) -> Tensor", &conv2d);
}
