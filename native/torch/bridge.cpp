#include "bridge.h"

#include "signal_stack.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/script.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <atomic>
#include <cstring>
#include <new>
#include <string>
#include <vector>

struct pseg_tensor {
    at::Tensor value;
};

struct pseg_generator {
    at::Generator value;
};

struct pseg_operator {
    c10::OperatorHandle handle;
};

struct pseg_script {
    torch::jit::Module module;
};

namespace {

std::atomic<int64_t> live_tensors{0};
thread_local std::string last_error;

int32_t fail(int32_t status, const std::string& message) {
    last_error = message;
    return status;
}

pseg_tensor* wrap(at::Tensor value) {
    auto* tensor = new pseg_tensor{std::move(value)};
    live_tensors.fetch_add(1, std::memory_order_relaxed);
    return tensor;
}

// Runs the body and turns whatever it throws into a status and a message without libtorch's own stack trace.
template <typename Body>
int32_t guarded(Body&& body) {
    try {
        body();
        return PSEG_OK;
    } catch (const c10::OutOfMemoryError& error) {
        return fail(PSEG_OUT_OF_MEMORY, error.what_without_backtrace());
    } catch (const c10::Error& error) {
        std::string message = error.what_without_backtrace();
        bool memory = message.find("can't allocate memory") != std::string::npos;
        return fail(memory ? PSEG_OUT_OF_MEMORY : PSEG_FAILED, message);
    } catch (const std::bad_alloc&) {
        return fail(PSEG_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception& error) {
        return fail(PSEG_FAILED, error.what());
    } catch (...) {
        return fail(PSEG_FAILED, "a failure of unknown type");
    }
}

// True where the schema wants a device, or optionally one: the only place where a string argument is not a string.
bool wants_device(const c10::TypePtr& type) {
    if (type->kind() == c10::TypeKind::DeviceObjType) return true;
    if (auto optional = type->cast<c10::OptionalType>()) return wants_device(optional->getElementType());
    return false;
}

c10::IValue to_ivalue(const pseg_value& value, const c10::Argument& argument) {
    switch (value.kind) {
        case PSEG_NONE:
            return c10::IValue();
        case PSEG_TENSOR:
            return static_cast<pseg_tensor*>(value.pointer)->value;
        case PSEG_INT:
            if (argument.type()->kind() == c10::TypeKind::FloatType) return static_cast<double>(value.integer);
            return value.integer;
        case PSEG_DOUBLE:
            return value.real;
        case PSEG_BOOL:
            return value.integer != 0;
        case PSEG_INT_LIST: {
            auto* items = static_cast<const int64_t*>(value.pointer);
            return c10::List<int64_t>(c10::ArrayRef<int64_t>(items, value.length));
        }
        case PSEG_DOUBLE_LIST: {
            auto* items = static_cast<const double*>(value.pointer);
            return c10::List<double>(c10::ArrayRef<double>(items, value.length));
        }
        case PSEG_TENSOR_LIST: {
            auto* const* items = static_cast<pseg_tensor* const*>(value.pointer);
            c10::List<at::Tensor> list;
            list.reserve(value.length);
            for (int32_t i = 0; i < value.length; i++) list.push_back(items[i]->value);
            return list;
        }
        case PSEG_STRING: {
            std::string text(static_cast<const char*>(value.pointer), value.length);
            if (wants_device(argument.type())) return c10::Device(text);
            return text;
        }
        case PSEG_GENERATOR:
            return static_cast<pseg_generator*>(value.pointer)->value;
        default:
            throw std::invalid_argument("unknown argument kind " + std::to_string(value.kind));
    }
}

// Flattens one result of an operator into values; an undefined tensor becomes none.
void append_result(const c10::IValue& result, std::vector<pseg_value>& flat) {
    pseg_value value{};
    if (result.isTensorList()) {
        for (const at::Tensor& tensor : result.toTensorVector()) append_result(tensor, flat);
        return;
    }
    if (result.isTensor()) {
        if (result.toTensor().defined()) {
            value.kind = PSEG_TENSOR;
            value.pointer = wrap(result.toTensor());
        }
    } else if (!result.isNone()) {
        throw std::runtime_error("a result of type " + result.tagKind() + " cannot cross the bridge");
    }
    flat.push_back(value);
}

}  // namespace

const char* pseg_last_error() { return last_error.c_str(); }

const char* pseg_torch_version() { return TORCH_VERSION; }

int64_t pseg_live_tensors() { return live_tensors.load(std::memory_order_relaxed); }

int32_t pseg_cuda_devices() { return static_cast<int32_t>(torch::cuda::device_count()); }

int32_t pseg_set_threads(int32_t threads) {
    return guarded([&] { at::set_num_threads(threads); });
}

int32_t pseg_threads() { return at::get_num_threads(); }

int32_t pseg_operator_find(const char* name, const char* overload, pseg_operator** found) {
    return guarded([&] {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        if (!handle.has_value()) throw std::runtime_error("this libtorch has no operator " + std::string(name) + "." + overload);
        *found = new pseg_operator{*handle};
    });
}

int32_t pseg_operator_call(const pseg_operator* op, const pseg_value* arguments, int32_t argument_count, pseg_value* results,
                           int32_t capacity, int32_t* result_count) {
    widen_signal_stack();
    return guarded([&] {
        const auto& schema = op->handle.schema();
        const auto& declared = schema.arguments();
        if (argument_count > static_cast<int32_t>(declared.size()))
            throw std::invalid_argument(std::to_string(argument_count) + " arguments given, " + std::to_string(declared.size()) + " declared");
        torch::jit::Stack stack;
        stack.reserve(declared.size());
        for (int32_t i = 0; i < argument_count; i++) stack.push_back(to_ivalue(arguments[i], declared[i]));
        for (size_t i = argument_count; i < declared.size(); i++) {
            if (!declared[i].default_value().has_value())
                throw std::invalid_argument("argument '" + declared[i].name() + "' has no default and was not given");
            stack.push_back(*declared[i].default_value());
        }
        op->handle.callBoxed(&stack);
        *result_count = 0;
        if (capacity == 0) return;
        std::vector<pseg_value> flat;
        for (const auto& result : stack) append_result(result, flat);
        if (flat.size() > static_cast<size_t>(capacity)) {
            for (auto& value : flat)
                if (value.kind == PSEG_TENSOR) pseg_tensor_free(static_cast<pseg_tensor*>(value.pointer));
            throw std::length_error(std::to_string(flat.size()) + " results, room for " + std::to_string(capacity));
        }
        std::copy(flat.begin(), flat.end(), results);
        *result_count = static_cast<int32_t>(flat.size());
    });
}

int32_t pseg_tensor_from_data(const void* data, const int64_t* shape, int32_t dimensions, int32_t scalar_type, const char* device,
                              pseg_tensor** created) {
    return guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(scalar_type));
        auto tensor = at::empty(at::IntArrayRef(shape, dimensions), options);
        std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
        *created = wrap(tensor.to(c10::Device(std::string(device))));
    });
}

int32_t pseg_tensor_copy_to(const pseg_tensor* tensor, void* destination, int64_t bytes) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        auto local = tensor->value.detach().to(at::kCPU).contiguous();
        if (static_cast<int64_t>(local.nbytes()) != bytes)
            throw std::length_error(std::to_string(local.nbytes()) + " bytes in the tensor, room for " + std::to_string(bytes));
        std::memcpy(destination, local.data_ptr(), local.nbytes());
    });
}

int32_t pseg_tensor_describe(const pseg_tensor* tensor, int64_t* shape, int32_t capacity, int32_t* dimensions, int32_t* scalar_type,
                             int32_t* device_type, int32_t* device_index) {
    return guarded([&] {
        const at::Tensor& value = tensor->value;
        if (value.dim() > capacity) throw std::length_error("a tensor of " + std::to_string(value.dim()) + " dimensions");
        for (int64_t i = 0; i < value.dim(); i++) shape[i] = value.size(i);
        *dimensions = static_cast<int32_t>(value.dim());
        *scalar_type = static_cast<int32_t>(value.scalar_type());
        *device_type = static_cast<int32_t>(value.device().type());
        *device_index = value.device().index();
    });
}

int32_t pseg_tensor_requires_grad(const pseg_tensor* tensor) { return tensor->value.requires_grad() ? 1 : 0; }

int32_t pseg_tensor_set_requires_grad(pseg_tensor* tensor, int32_t value) {
    return guarded([&] { tensor->value.requires_grad_(value != 0); });
}

void pseg_tensor_free(pseg_tensor* tensor) {
    live_tensors.fetch_sub(1, std::memory_order_relaxed);
    delete tensor;
}

int32_t pseg_gradients(pseg_tensor* const* outputs, int32_t output_count, pseg_tensor* const* inputs, int32_t input_count,
                       int32_t create_graph, pseg_tensor** results) {
    widen_signal_stack();
    return guarded([&] {
        torch::autograd::variable_list roots, leaves;
        for (int32_t i = 0; i < output_count; i++) roots.push_back(outputs[i]->value);
        for (int32_t i = 0; i < input_count; i++) leaves.push_back(inputs[i]->value);
        auto gradients = torch::autograd::grad(roots, leaves, {}, create_graph != 0, create_graph != 0, /*allow_unused=*/true);
        for (int32_t i = 0; i < input_count; i++) results[i] = gradients[i].defined() ? wrap(gradients[i]) : nullptr;
    });
}

int32_t pseg_set_grad_enabled(int32_t enabled) {
    bool before = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(enabled != 0);
    return before ? 1 : 0;
}

int32_t pseg_set_autocast(int32_t cuda, int32_t enabled, int32_t scalar_type) {
    auto type = static_cast<at::ScalarType>(scalar_type);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    auto device = cuda ? at::kCUDA : at::kCPU;
    bool before = at::autocast::is_autocast_enabled(device);
    at::autocast::set_autocast_enabled(device, enabled != 0);
    at::autocast::set_autocast_dtype(device, type);
#else
    bool before = cuda ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
    if (cuda) {
        at::autocast::set_enabled(enabled != 0);
        at::autocast::set_autocast_gpu_dtype(type);
    } else {
        at::autocast::set_cpu_enabled(enabled != 0);
        at::autocast::set_autocast_cpu_dtype(type);
    }
#endif
    if (!enabled) at::autocast::clear_cache();
    return before ? 1 : 0;
}

int32_t pseg_generator_create(const char* device, uint64_t seed, pseg_generator** created) {
    return guarded([&] {
        c10::Device place{std::string(device)};
        if (place.is_cuda()) torch::cuda::manual_seed(seed);  // starts the CUDA context
        auto generator = at::globalContext().defaultGenerator(place).clone();
        generator.set_current_seed(seed);
        *created = new pseg_generator{generator};
    });
}

int32_t pseg_generator_get_state(const pseg_generator* generator, pseg_tensor** state) {
    return guarded([&] { *state = wrap(generator->value.get_state()); });
}

int32_t pseg_generator_set_state(pseg_generator* generator, const pseg_tensor* state) {
    return guarded([&] { generator->value.set_state(state->value); });
}

void pseg_generator_free(pseg_generator* generator) { delete generator; }

int32_t pseg_script_load(const char* path, const char* device, pseg_script** loaded) {
    return guarded([&] {
        auto module = torch::jit::load(std::string(path), c10::Device(std::string(device)));
        module.eval();
        *loaded = new pseg_script{std::move(module)};
    });
}

int32_t pseg_script_forward(const pseg_script* script, const pseg_tensor* input, const char* flag, pseg_tensor** output) {
    widen_signal_stack();
    return guarded([&] {
        torch::jit::Kwargs keywords;
        if (flag != nullptr) keywords.emplace(flag, true);
        c10::IValue result = script->module.get_method("forward")({input->value}, keywords);
        if (!result.isTensor()) throw std::invalid_argument("forward returned " + result.tagKind() + ", not a tensor");
        *output = wrap(result.toTensor());
    });
}

void pseg_script_free(pseg_script* script) { delete script; }
