using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PerturbSeg.Web.Hosting;

/// <summary>
/// Lets in who may come in: requests that name the token, where there is one; on a loopback address only those that call it by a name of
/// this machine, so that no name of another site can be made to lead here; and no request that a page of another site makes.
/// </summary>
/// <param name="token">The token; null lets everybody in who reaches the loopback address.</param>
internal sealed class RequestGuard(string? token)
{
    private const string TokenParameter = "token", PageHeader = "X-PerturbSeg";
    private const string SameOrigin = "same-origin";
    private static readonly string[] OwnSites = [SameOrigin, "none"];

    // Of each token its own, so that two servers of one machine, whose cookies are one, do not log each other out.
    private readonly string _cookie = token is null ? string.Empty : $"perturbseg-{Convert.ToHexString(Hash(token), 0, 4)}";

    /// <summary>Handles a request, or refuses it.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        if (token is null && !IsOwnName(request.Host.Host))
            throw new ProblemException(421, $"This server is not called '{request.Host.Host}': open it as 127.0.0.1 or localhost.");
        if (IsCrossSite(request))
            throw new ProblemException(403, "Requests that pages of other sites make are refused.");
        if (request.Path.StartsWithSegments("/api") && !HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey(PageHeader))
            throw new ProblemException(403, $"The header {PageHeader} is missing.");
        if (token is not null && !request.Path.Equals("/healthz", StringComparison.Ordinal) && !await IsLetInAsync(context))
            return;
        await next(context);
    }

    private async Task<bool> IsLetInAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (HttpMethods.IsGet(request.Method) && request.Path == "/" && request.Query.TryGetValue(TokenParameter, out var given) && (IsToken(given) || IsToken(given.ToString().Replace(' ', '+'))))
        {
            context.Response.Cookies.Append(_cookie, token!, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
            context.Response.Redirect("/");
            return false;
        }

        string authorization = request.Headers.Authorization.ToString();
        if (IsToken(request.Cookies[_cookie]) || (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && IsToken(authorization["Bearer ".Length..])))
            return true;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new ProblemException(401, "Name the token: 'Authorization: Bearer TOKEN', or open the page once as /?token=TOKEN.");
    }

    // In a time that does not tell how much of it is right.
    private bool IsToken(string? given)
        => given is not null && CryptographicOperations.FixedTimeEquals(Hash(given), Hash(token!));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool IsOwnName(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsCrossSite(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString(), origin = request.Headers.Origin.ToString();
        if (site.Length > 0 && !OwnSites.Contains(site) && !(HttpMethods.IsGet(request.Method) && request.Path == "/"))
            return true;
        return site != SameOrigin && origin.Length > 0 && // no page can forge the first; behind a proxy the second may have another name than the host
            (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) || !uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
