using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.GeneratedScenes;

namespace PerturbSeg.Fuzz.Serving;

/// <summary>Clients that ask for masks of generated scenes, each one request after another.</summary>
/// <param name="url">The server.</param>
internal sealed class Clients(Uri url)
{
    private const int Scenes = 32, Side = 96;
    private static readonly byte[][] Photos = [.. Enumerable.Range(0, Scenes).Select(Scene)];

    /// <summary>A photo's file, by number.</summary>
    public static byte[] Photo(int number) => Photos[number % Scenes];

    /// <summary>Asks until told to stop.</summary>
    /// <param name="count">How many clients there are.</param>
    /// <param name="requests">The most requests of all together.</param>
    /// <param name="stop">Stops before the next request of each.</param>
    /// <param name="connectEach">Whether each request has a connection of its own.</param>
    public async Task<IReadOnlyList<Answer>> RunAsync(int count, int requests, CancellationToken stop, bool connectEach = false)
    {
        var answers = new ConcurrentQueue<Answer>();
        int next = 0;
        using var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested && Interlocked.Increment(ref next) is var number && number <= requests)
                    answers.Enqueue(await AskAsync(client, number, connectEach));
            },
            CancellationToken.None)));
        return [.. answers];
    }

    private static async Task<Answer> AskAsync(HttpClient client, int number, bool connectEach)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/masks") { Content = new ByteArrayContent(Photo(number)) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/png"));
        request.Headers.ConnectionClose = connectEach;
        long began = Stopwatch.GetTimestamp();
        int? status = null;
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request);
            byte[] mask = await answer.Content.ReadAsByteArrayAsync();
            status = answer.IsSuccessStatusCode && mask.AsSpan().IndexOf("IEND"u8) < 0 ? null : (int)answer.StatusCode;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException)
        {
            // Told by the answer that has no status.
        }

        return new Answer(began, Stopwatch.GetElapsedTime(began).TotalSeconds, status);
    }

    private static byte[] Scene(int number)
    {
        GeneratedScene scene = new SceneGenerator(1, Side).Scene(number);
        return PhotoEncoder.Encode(new Photo(Side, Side, scene.Image), PhotoFormat.Jpeg);
    }
}
