namespace PerturbSeg.Web.Hosting;

/// <summary>A request that is refused: it becomes <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What is wrong and what to do, a sentence.</param>
internal sealed class ProblemException(int status, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>Further members of the problem.</summary>
    public Dictionary<string, object?> Members { get; } = [];
}
