// The C face of libtorch that PerturbSeg.Torch calls: tensors, the boxed dispatcher, autograd, autocast, random generators and
// TorchScript modules.
//
// Rules of the boundary:
//  - every handle a call returns is fresh and owned by the caller; inputs are never freed by the callee;
//  - every function that can fail returns a pseg_status; the message of the last failure on this thread is pseg_last_error();
//  - no C++ exception crosses.
#pragma once

#include <cstdint>

#if defined(__GNUC__)
#define PSEG_API extern "C" __attribute__((visibility("default")))
#else
#define PSEG_API extern "C"
#endif

enum pseg_status : int32_t {
    PSEG_OK = 0,
    PSEG_FAILED = 1,
    PSEG_OUT_OF_MEMORY = 2,
};

enum pseg_kind : int32_t {
    PSEG_NONE = 0,
    PSEG_TENSOR = 1,
    PSEG_INT = 2,
    PSEG_DOUBLE = 3,
    PSEG_BOOL = 4,
    PSEG_INT_LIST = 5,
    PSEG_TENSOR_LIST = 6,
    PSEG_STRING = 7,  // also a device, where the schema asks for one
    PSEG_GENERATOR = 8,
    PSEG_DOUBLE_LIST = 9,
};

// One argument or result of an operator: a tag, the length of a list or string, and 64 bits that hold the number or point to it.
struct pseg_value {
    int32_t kind;
    int32_t length;
    union {
        int64_t integer;
        double real;
        void* pointer;
    };
};

struct pseg_tensor;
struct pseg_generator;
struct pseg_operator;
struct pseg_script;

PSEG_API const char* pseg_last_error();
PSEG_API const char* pseg_torch_version();
PSEG_API int64_t pseg_live_tensors();
PSEG_API int32_t pseg_cuda_devices();
PSEG_API int32_t pseg_set_threads(int32_t threads);
PSEG_API int32_t pseg_threads();

PSEG_API int32_t pseg_operator_find(const char* name, const char* overload, pseg_operator** found);
// With capacity 0 the results are dropped: for in-place operators, whose result is their own input.
PSEG_API int32_t pseg_operator_call(const pseg_operator* op, const pseg_value* arguments, int32_t argument_count,
                                    pseg_value* results, int32_t capacity, int32_t* result_count);

PSEG_API int32_t pseg_tensor_from_data(const void* data, const int64_t* shape, int32_t dimensions, int32_t scalar_type,
                                       const char* device, pseg_tensor** created);
PSEG_API int32_t pseg_tensor_copy_to(const pseg_tensor* tensor, void* destination, int64_t bytes);
PSEG_API int32_t pseg_tensor_describe(const pseg_tensor* tensor, int64_t* shape, int32_t capacity, int32_t* dimensions,
                                      int32_t* scalar_type, int32_t* device_type, int32_t* device_index);
PSEG_API int32_t pseg_tensor_requires_grad(const pseg_tensor* tensor);
PSEG_API int32_t pseg_tensor_set_requires_grad(pseg_tensor* tensor, int32_t value);
PSEG_API void pseg_tensor_free(pseg_tensor* tensor);

// results[i] is null where inputs[i] did not take part.
PSEG_API int32_t pseg_gradients(pseg_tensor* const* outputs, int32_t output_count, pseg_tensor* const* inputs,
                                int32_t input_count, int32_t create_graph, pseg_tensor** results);
// Both return what was set before, for this thread.
PSEG_API int32_t pseg_set_grad_enabled(int32_t enabled);
PSEG_API int32_t pseg_set_autocast(int32_t cuda, int32_t enabled, int32_t scalar_type);

PSEG_API int32_t pseg_generator_create(const char* device, uint64_t seed, pseg_generator** created);
PSEG_API int32_t pseg_generator_get_state(const pseg_generator* generator, pseg_tensor** state);
PSEG_API int32_t pseg_generator_set_state(pseg_generator* generator, const pseg_tensor* state);
PSEG_API void pseg_generator_free(pseg_generator* generator);

PSEG_API int32_t pseg_script_load(const char* path, const char* device, pseg_script** loaded);
// Calls forward with one tensor and, unless flag is null, the keyword argument of that name set to true; expects one tensor back.
PSEG_API int32_t pseg_script_forward(const pseg_script* script, const pseg_tensor* input, const char* flag, pseg_tensor** output);
PSEG_API void pseg_script_free(pseg_script* script);
