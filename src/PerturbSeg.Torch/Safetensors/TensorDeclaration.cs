namespace PerturbSeg.Torch.Safetensors;

/// <summary>A tensor that is about to be written: declared before any data, since the header comes first.</summary>
/// <param name="Name">The name, unique in its file; not empty and not <c>__metadata__</c>.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The sizes, outermost first; empty for a scalar. None negative.</param>
public sealed record TensorDeclaration(string Name, ScalarType Type, params long[] Shape);
