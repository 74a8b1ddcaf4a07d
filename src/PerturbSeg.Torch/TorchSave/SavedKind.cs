namespace PerturbSeg.Torch.TorchSave;

/// <summary>What a value of a <c>torch.save</c> file is.</summary>
public enum SavedKind
{
    /// <summary>Python's None.</summary>
    None,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>A whole number of any size.</summary>
    WholeNumber,

    /// <summary>A real number, double precision.</summary>
    RealNumber,

    /// <summary>A text; also a <c>torch.device</c>, as "cpu" or "cuda:0".</summary>
    Text,

    /// <summary>Raw bytes.</summary>
    Bytes,

    /// <summary>A list, tuple, set or <c>torch.Size</c>.</summary>
    List,

    /// <summary>A dictionary, in the order of the file.</summary>
    Dictionary,

    /// <summary>A tensor or parameter.</summary>
    Tensor,
}
