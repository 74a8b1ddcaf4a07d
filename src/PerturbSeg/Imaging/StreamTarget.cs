using System.Runtime.ExceptionServices;
using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>Lets libvips write a file into a stream as it makes it, so that the file is never whole in memory.</summary>
/// <param name="stream">Where to; left open.</param>
internal sealed class StreamTarget(Stream stream)
{
    private bool _begun;

    /// <summary>Writes one file.</summary>
    /// <param name="save">Makes libvips write it.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="InvalidOperationException">libvips failed half-way before: what the stream has cannot be taken back.</exception>
    /// <remarks>What the stream throws is thrown on.</remarks>
    public long Write(Action<Target> save)
    {
        if (_begun)
            throw new InvalidOperationException("The imaging library failed in the middle of a file.");
        long bytes = 0;
        ExceptionDispatchInfo? refusal = null;
        using var target = new TargetCustom();
        target.OnWrite += (part, length) =>
        {
            try
            {
                _begun = true;
                stream.Write(part, 0, length);
                bytes += length;
                return length;
            }
            catch (Exception refused) // none may pass through native code
            {
                refusal = ExceptionDispatchInfo.Capture(refused);
                return -1;
            }
        };
        try
        {
            save(target);
        }
        catch (VipsException) when (refusal is not null)
        {
        }

        refusal?.Throw();
        return bytes;
    }
}
