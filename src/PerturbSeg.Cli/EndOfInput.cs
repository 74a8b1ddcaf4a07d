namespace PerturbSeg.Cli;

/// <summary>A request to stop that another process makes by closing this one's standard input, or by being gone.</summary>
internal static class EndOfInput
{
    /// <summary>Cancels once standard input has ended.</summary>
    public static void Stops(CancellationTokenSource stop)
    {
        Stream input = Console.OpenStandardInput();
        var reader = new Thread(() =>
        {
            while (input.ReadByte() >= 0)
            {
            }

            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // the work ended first
            }
        })
        {
            IsBackground = true,
        };
        reader.Start();
    }
}
