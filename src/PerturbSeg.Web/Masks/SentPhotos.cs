using Microsoft.AspNetCore.Http;
using PerturbSeg.Imaging;
using PerturbSeg.Web.Hosting;

namespace PerturbSeg.Web.Masks;

/// <summary>Reads the photos of a request into memory: its body, or the files of its form. Nothing touches the disk.</summary>
/// <param name="options">Limits.</param>
internal sealed class SentPhotos(ServeOptions options)
{
    private const int MostFiles = 64;
    private const int LongestName = 200;
    private const string Unnamed = "photo";
    private readonly PhotoDecoder _decoder = new(options.MostPixels);

    /// <summary>Reads the files.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Names and bytes.</returns>
    /// <exception cref="ProblemException">There is none, or too many, or the body is cut off.</exception>
    public async Task<IReadOnlyList<(string Name, byte[] File)>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await FilesAsync(request, cancellation);
        }
        catch (IOException cut) when (cut is not BadHttpRequestException) // of forms that end within a part, and of chunks of no size
        {
            throw new ProblemException(400, $"The body cannot be read: {cut.Message}");
        }
    }

    /// <summary>Decodes a photo.</summary>
    /// <exception cref="ProblemException">It is none: 415; damaged or of too many pixels: 422.</exception>
    public Photo Decode(string name, byte[] file)
    {
        try
        {
            PhotoSignature.Tell(file);
        }
        catch (PhotoFormatException other)
        {
            throw new ProblemException(415, $"'{name}' is no photo that is read here ({other.Message}): send {PhotoSignature.FormatNames}.");
        }

        try
        {
            return _decoder.Decode(file);
        }
        catch (PhotoFormatException wrong)
        {
            throw new ProblemException(422, $"'{name}' cannot be used: {wrong.Message}.");
        }
    }

    // What is before a slash of either kind is the client's own folder.
    private static string NameOf(string? sent)
        => sent?[(sent.LastIndexOfAny(['/', '\\']) + 1)..] is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl) ? name : Unnamed;

    private async Task<IReadOnlyList<(string Name, byte[] File)>> FilesAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > options.MostBytes)
            throw new ProblemException(413, $"The body has {request.ContentLength} bytes, and this server takes {options.MostBytes}: send a smaller photo.");
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            byte[] body = await ReadAllAsync(request.Body, request.ContentLength, cancellation);
            return body.Length > 0 ? [(NameOf(request.Query["name"]), body)] : throw new ProblemException(400, "The body is empty: send a photo's file.");
        }

        var files = new List<(string, byte[])>();
        IFormCollection form = await request.ReadFormAsync(cancellation);
        if (form.Files.Count is 0 or > MostFiles)
            throw new ProblemException(400, $"The form has {form.Files.Count} files: send 1 to {MostFiles} photos.");
        foreach (IFormFile file in form.Files)
        {
            using Stream stream = file.OpenReadStream();
            files.Add((NameOf(file.FileName), await ReadAllAsync(stream, file.Length, cancellation)));
        }

        return files;
    }

    private async Task<byte[]> ReadAllAsync(Stream stream, long? length, CancellationToken cancellation)
    {
        using var memory = new MemoryStream((int)Math.Min(length ?? 0, options.MostBytes));
        await stream.CopyToAsync(memory, cancellation);
        return memory.ToArray();
    }
}
