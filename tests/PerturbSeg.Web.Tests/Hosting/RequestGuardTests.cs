using System.Net;
using System.Net.Http.Headers;

namespace PerturbSeg.Web.Tests.Hosting;

public sealed class RequestGuardTests
{
    private const string Token = "a secret of sixteen";

    [Theory]
    [InlineData("Host", "evil.example", 421)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    public async Task Requests_of_other_sites_are_refused(string header, string value, int status)
    {
        await using Served served = await Served.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        request.Headers.TryAddWithoutValidation(header, value);
        await Served.Problem(await served.Client.SendAsync(request, TestContext.Current.CancellationToken), status);
    }

    [Fact]
    public async Task The_pages_own_requests_come_in()
    {
        await using Served served = await Served.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("Origin", served.Url);
        (await served.Client.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_pages_own_requests_come_in_behind_a_proxy_that_names_another_host()
    {
        await using Served served = await Served.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("Origin", "https://photos.example");
        (await served.Client.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_token_of_base64_is_known_as_it_stands_in_the_address()
    {
        const string Plus = "ab+cd/ef+gh0123456789==";
        await using Served served = await Served.Start(options => options with { Token = Plus });
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri(served.Url) };
        (await browser.GetAsync($"/?token={Plus}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        (await browser.GetAsync("/api/session", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode(); // by the cookie
    }

    [Fact]
    public async Task What_changes_something_needs_the_pages_header()
    {
        await using Served served = await Served.Start(photos: 1);
        served.Client.DefaultRequestHeaders.Remove("X-PerturbSeg");
        using var content = new StringContent("{}");
        (await Served.Problem(await served.Client.PutAsync("/api/photos/0/decision", content, TestContext.Current.CancellationToken), 403)).ShouldContain("X-PerturbSeg");
    }

    [Fact]
    public async Task With_a_token_only_those_who_name_it_come_in()
    {
        await using Served served = await Served.Start(options => options with { Token = Token });
        HttpResponseMessage unknown = await served.Client.GetAsync("/api/session", TestContext.Current.CancellationToken);
        await Served.Problem(unknown, 401);
        unknown.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        await Served.Problem(await served.Client.GetAsync("/?token=another secret here", TestContext.Current.CancellationToken), 401);
        (await served.Client.GetStringAsync("/healthz", TestContext.Current.CancellationToken)).ShouldBe("ok");
        using var head = new HttpRequestMessage(HttpMethod.Head, "/healthz");
        (await served.Client.SendAsync(head, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var wrong = new HttpRequestMessage(HttpMethod.Delete, "/healthz");
        (await served.Client.SendAsync(wrong, TestContext.Current.CancellationToken)).Content.Headers.Allow.ShouldBe(["GET", "HEAD"], ignoreOrder: true);

        using var named = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        named.Headers.Authorization = new AuthenticationHeaderValue("bearer", Token);
        (await served.Client.SendAsync(named, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri(served.Url) };
        (await browser.GetAsync($"/?token={Uri.EscapeDataString(Token)}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        (await browser.GetAsync("/api/session", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        Cookie cookie = handler.CookieContainer.GetAllCookies().ShouldHaveSingleItem();
        cookie.HttpOnly.ShouldBeTrue();
    }

    [Fact]
    public void An_open_address_needs_a_token_and_ports_are_ports()
    {
        var options = new ServeOptions { Runs = ["a"] };
        Message(options with { Address = "0.0.0.0" }).ShouldContain("--token");
        Message(options with { Address = "somewhere" }).ShouldContain("--listen 'somewhere'");
        Message(options with { Port = 70000 }).ShouldContain("--port 70000");
        Message(options with { Token = "short" }).ShouldContain("16 characters");
        Message(options with { Runs = ["x/a", "y/a/"] }).ShouldContain("Two runs are called 'a'");
        Should.NotThrow((options with { Address = "0.0.0.0", Token = Token }).Validate);

        static string Message(ServeOptions options) => Should.Throw<UserErrorException>(options.Validate).Message;
    }
}
