using System.CommandLine;
using PerturbSeg.Web;
using PerturbSeg.Web.Server;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg serve RUN…</c>: the page, and masks over HTTP.</summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("run") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
        var photos = new Option<string[]>("--photos") { Description = "Photos to review, or folders of them: their masks by the first run, the most doubtful first.", HelpName = "folder" };
        var corrections = new Option<string?>("--corrections") { Description = "The folder for decisions on masks and mended masks; when left out, 'corrections' in the first run's folder.", HelpName = "folder" };
        var data = new Option<string[]>("--data") { Description = "Packed sets of photos: with them the page teaches the first run's segmenter on, with the masks that were accepted or mended.", HelpName = "file" };
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 takes a free one.", HelpName = "number", DefaultValueFactory = _ => 8080 };
        var listen = new Option<string>("--listen") { Description = "The address to listen on; any but this machine's own needs --token.", HelpName = "address", DefaultValueFactory = _ => "127.0.0.1" };
        var token = new Option<string?>("--token") { Description = "A secret that every request has to name.", HelpName = "text" };
        var largest = new LargestPhotoOption();
        var command = new Command("serve", "Serves a page to try, review, watch and play, and masks over HTTP.") { runs, photos, corrections, data, port, listen, token, largest.Option };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new ServeOptions
            {
                Runs = parsed.GetRequiredValue(runs),
                Photos = parsed.GetValue(photos) ?? [],
                Corrections = parsed.GetValue(corrections),
                Data = parsed.GetValue(data) ?? [],
                Port = parsed.GetValue(port),
                Address = parsed.GetValue(listen)!,
                Token = parsed.GetValue(token),
                MostPixels = largest.Pixels(parsed),
            };
            await using WebServer server = await WebServer.StartAsync(options, cancellation);
            SkippedPhotosOutput.PrintLeftOut(server.LeftOut, parsed.InvocationConfiguration.Error);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"The page is at {server.Url}; Ctrl-C ends it.");
            await server.ServeAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
