using System.Text.Json.Serialization;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks;

/// <summary>The form of the generator and the discriminator. Saved with every checkpoint, which fits no other form.</summary>
public sealed record NetworkOptions
{
    /// <summary>The kind of synthesis networks and discriminator.</summary>
    public Architecture Architecture { get; init; }

    /// <summary>What the layers share.</summary>
    public GeneratorVariant Variant { get; init; }

    /// <summary>Side of the square images, in pixels: a power of two, 8 to 1024.</summary>
    public int Resolution { get; init; } = 32;

    /// <summary>
    /// The side up to which a growing network has layers, in pixels, used or not; null for <see cref="Resolution"/>. The published
    /// networks always have them up to 1024.
    /// </summary>
    public int? LargestResolution { get; init; }

    /// <summary>Factor on the number of channels everywhere.</summary>
    public double Width { get; init; } = 0.6;

    /// <summary>Extent of latents z and styles w.</summary>
    public int LatentSize { get; init; } = 128;

    /// <summary>Layers of the mapping network.</summary>
    public int MappingDepth { get; init; } = 3;

    /// <summary>
    /// Factor on the weights of the mapping network. √2 (He's initialisation: StyleGAN's) gives styles the variance of latents; 1 gives
    /// them a third of the deviation, so that latents say less and splits settle sooner.
    /// </summary>
    public double MappingGain { get; init; } = 1;

    /// <summary>Whether the background is painted on a cylinder, to be turned at random.</summary>
    public bool Panorama { get; init; } = true;

    /// <summary>Whether the background also goes around from its lower to its upper edge, for scenes seen from above.</summary>
    public bool PanoramaVertical { get; init; }

    /// <summary>Whether the 4×4 start of the synthesis depends on the style, which lets shapes vary, or is one constant.</summary>
    public bool StyledStart { get; init; } = true;

    /// <summary>How strongly the mask's logits start out central: about +strength in the middle, −strength at the frame; then learned.</summary>
    public double CentralStart { get; init; } = 1;

    /// <summary>
    /// Whether the discriminator judges images together with their masks, so that silhouettes have to vary as those of the photos' masks do. The photos
    /// must come with masks.
    /// </summary>
    public bool JudgesMasks { get; init; }

    /// <summary>The axes that the background goes around.</summary>
    [JsonIgnore]
    public WrappedAxes WrappedAxes
        => (Panorama ? WrappedAxes.X : WrappedAxes.None) | (PanoramaVertical ? WrappedAxes.Y : WrappedAxes.None);

    /// <summary><see cref="LargestResolution"/>, resolved.</summary>
    [JsonIgnore]
    public int BuiltResolution => LargestResolution ?? Resolution;

    /// <summary>Channels of the layers that work at a side. At width 1, StyleGan1 has the published ones: 512 up to 32 pixels.</summary>
    /// <param name="side">Pixels, a power of two from 4.</param>
    /// <returns>A multiple of 32, or of 8 below that: the blocks that matrix units take whole.</returns>
    public int Channels(int side)
    {
        int full = Architecture == Architecture.StyleGan1
            ? Math.Min(512, 16384 / side)
            : side switch { <= 8 => 256, 16 => 128, 32 => 96, 64 => 48, 128 => 24, _ => 16 };

        double wanted = full * Width;
        int block = wanted < 32 ? 8 : 32;
        return Math.Max(block, (int)Math.Round(wanted / block) * block);
    }

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public void Validate()
    {
        ImageResolution.Check(Resolution);
        if (Width is not (> 0 and <= 4))
            throw new UserErrorException($"network.width {Width} is not in (0, 4]; 1 is the full width.");
        if (LatentSize is < 1 or > 4096)
            throw new UserErrorException($"network.latent_size {LatentSize} is not in 1 to 4096.");
        if (MappingDepth is < 0 or > 16)
            throw new UserErrorException($"network.mapping_depth {MappingDepth} is not in 0 to 16; 3 will do.");
        if (MappingGain is not (> 0 and <= 4))
            throw new UserErrorException($"network.mapping_gain {MappingGain} is not in (0, 4]; 1 or 1.414 will do.");
        if (LargestResolution is { } largest && (largest < Resolution || largest > 1024 || !int.IsPow2(largest)))
            throw new UserErrorException($"network.largest_resolution {largest} is no power of two from network.resolution {Resolution} to 1024: leave it out.");
        if (Variant == GeneratorVariant.OneGenerator && WrappedAxes != WrappedAxes.None)
            throw new UserErrorException("One generator cannot paint a panorama and an object at once: set network.panorama=false and network.panorama_vertical=false with network.variant=OneGenerator.");
        ValidateArchitecture();
        if (!double.IsFinite(CentralStart))
            throw new UserErrorException($"network.central_start {CentralStart} is no finite number; 1 is usual, 0 turns it off.");
    }

    private void ValidateArchitecture()
    {
        if (Architecture == Architecture.StyleGan1 && (WrappedAxes != WrappedAxes.None || StyledStart))
            throw new UserErrorException("StyleGan1 has neither a panorama nor a styled start: set network.panorama=false, network.panorama_vertical=false and network.styled_start=false.");
        if (Architecture == Architecture.StyleGan1 && JudgesMasks)
            throw new UserErrorException("The discriminator of StyleGan1 judges images alone: set network.judges_masks=false.");
        if (Architecture == Architecture.StyleGan2 && LargestResolution is not null)
            throw new UserErrorException("StyleGan2 does not grow: leave network.largest_resolution out.");
    }
}
