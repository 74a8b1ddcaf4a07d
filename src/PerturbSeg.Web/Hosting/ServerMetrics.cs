using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PerturbSeg.Web.Hosting;

/// <summary>Counts requests, for <c>/metrics</c> in Prometheus' text form (version 0.0.4).</summary>
internal sealed class ServerMetrics
{
    private const string Unmatched = "none";
    private static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), Series> _series = new();
    private int _running;

    /// <summary>Handles a request, and counts it.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var clock = Stopwatch.StartNew();
        Interlocked.Increment(ref _running);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Unmatched;
            _series.GetOrAdd((Known(context.Request.Method), route, context.Response.StatusCode), _ => new Series()).Add(clock.Elapsed.TotalSeconds);
        }
    }

    /// <summary>All figures as text.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        text.Append("# HELP perturbseg_requests_running Requests that are being answered.\n# TYPE perturbseg_requests_running gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"perturbseg_requests_running {Volatile.Read(ref _running)}\n");
        text.Append("# HELP perturbseg_memory_bytes Memory of the process.\n# TYPE perturbseg_memory_bytes gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"perturbseg_memory_bytes {Environment.WorkingSet}\n");
        text.Append("# HELP perturbseg_request_seconds How long requests took.\n# TYPE perturbseg_request_seconds histogram\n");
        foreach (((string method, string route, int status), Series series) in _series.OrderBy(entry => entry.Key))
            series.Write(text, $"method=\"{method}\",route=\"{route}\",code=\"{status}\"");
        return text.ToString();
    }

    // A method is whatever a client writes.
    private static string Known(string method) => method is "GET" or "POST" or "PUT" or "HEAD" or "OPTIONS" or "DELETE" ? method : "other";

    private sealed class Series
    {
        private readonly Lock _turn = new();
        private readonly long[] _counts = new long[Buckets.Length + 1];
        private double _sum;

        public void Add(double seconds)
        {
            lock (_turn)
            {
                _sum += seconds;
                int bucket = Array.FindIndex(Buckets, limit => seconds <= limit);
                _counts[bucket < 0 ? Buckets.Length : bucket]++;
            }
        }

        public void Write(StringBuilder text, string labels)
        {
            lock (_turn)
            {
                long count = 0;
                for (int i = 0; i <= Buckets.Length; i++)
                {
                    count += _counts[i];
                    string limit = i < Buckets.Length ? Buckets[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"perturbseg_request_seconds_bucket{{{labels},le=\"{limit}\"}} {count}\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"perturbseg_request_seconds_sum{{{labels}}} {_sum:0.######}\n");
                text.Append(CultureInfo.InvariantCulture, $"perturbseg_request_seconds_count{{{labels}}} {count}\n");
            }
        }
    }
}
