using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Web;

/// <summary>What is served, to whom, and how much of it.</summary>
public sealed record ServeOptions
{
    /// <summary>Run folders, at least one; they are called by their last names.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>Photos to review, or folders of them; none leaves the review out.</summary>
    public IReadOnlyList<string> Photos { get; init; } = [];

    /// <summary>Where decisions on masks go; null for <c>corrections</c> in the folder of the first run.</summary>
    public string? Corrections { get; init; }

    /// <summary>Packed sets of photos, beside which the page teaches the first run's segmenter with the decisions; none leaves teaching out.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Steps of such a lesson, from 1.</summary>
    public int TeachSteps { get; init; } = RunFit.UsualCorrectionSteps;

    /// <summary>The address to listen on; any but a loopback address needs a <see cref="Token"/>.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>What requests have to name, at least 16 characters; null lets everybody in who reaches the loopback address.</summary>
    public string? Token { get; init; }

    /// <summary>The most bytes of a request's body.</summary>
    public long MostBytes { get; init; } = 32L << 20;

    /// <summary>The most pixels of a photo that is sent or reviewed.</summary>
    public long MostPixels { get; init; } = PhotoDecoder.DefaultMaxPixels;

    /// <summary>Requests whose photos are segmented at once, from 1.</summary>
    public int AtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>Requests that wait for their turn; more are refused with 429.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>How long a request may take; then it is answered with 503.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks what users give.</summary>
    /// <exception cref="UserErrorException">A value is out of its range, or an open address has no token.</exception>
    public void Validate()
    {
        if (Port is < 0 or > 65535)
            throw new UserErrorException($"--port {Port} is none: give 1 to 65535, such as 8080.");
        if (!System.Net.IPAddress.TryParse(Address, out System.Net.IPAddress? address))
            throw new UserErrorException($"--listen '{Address}' is no address: give one such as 127.0.0.1, or 0.0.0.0 for all of this machine's.");
        if (Data.Count > 0 && Photos.Count == 0)
            throw new UserErrorException("--data is what the page teaches beside decisions on photos: add --photos with their folder.");
        if (Token is { Length: < 16 })
            throw new UserErrorException("--token is too short to be a secret: give at least 16 characters.");
        if (Token is null && !System.Net.IPAddress.IsLoopback(address))
            throw new UserErrorException($"Anybody who reaches {Address} could send photos: add --token with a secret of at least 16 characters, or leave out --listen.");
        string[] names = [.. Runs.Select(PhotoFileName.ShortName)];
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UserErrorException($"Two runs are called '{twice.Key}': serve one of them, or rename a folder.");
    }
}
