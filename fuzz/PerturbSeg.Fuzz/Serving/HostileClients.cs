using System.Net.Sockets;
using System.Text;
using PerturbSeg.Web.Tests.Server;

namespace PerturbSeg.Fuzz.Serving;

/// <summary>Clients that send hostile requests, some of them very slowly.</summary>
/// <param name="url">The server.</param>
internal sealed class HostileClients(Uri url)
{
    private const int AtOnce = 8, SlowOneIn = 50, LongestSeconds = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Sends requests.</summary>
    /// <param name="requests">How many.</param>
    /// <returns>How many there were of each first line of an answer; "closed" has none.</returns>
    public async Task<IReadOnlyDictionary<string, int>> RunAsync(int requests)
    {
        var outcomes = new Dictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellation) =>
        {
            string outcome = await SendAsync(number, cancellation);
            lock (outcomes)
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        });
        return outcomes;
    }

    private async Task<string> SendAsync(int number, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port, cancellation);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LongestSeconds));
        byte[] request = HostileRequests.Bytes(number, Clients.Photo(number));
        byte[] answer = new byte[256];
        int length = 0;
        try
        {
            if (number % SlowOneIn == 0)
            {
                // A byte at a time, and never all of it.
                for (int i = 0; i < Math.Min(20, request.Length - 1); i++)
                {
                    await socket.SendAsync(request.AsMemory(i, 1), limit.Token);
                    await Task.Delay(Pause, limit.Token);
                }
            }
            else
                await socket.SendAsync(request, limit.Token);
            if (number / HostileRequests.Kinds % 2 == 1)
                socket.Shutdown(SocketShutdown.Send); // of the others the server waits for more, or for the next request
            length = await socket.ReceiveAsync(answer, limit.Token);
        }
        catch (SocketException)
        {
            return "closed";
        }
        catch (OperationCanceledException)
        {
            return "neither answered nor closed";
        }

        return length == 0 ? "closed" : Encoding.Latin1.GetString(answer, 0, length).Split('\r')[0];
    }
}
