using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Packs photos into one safetensors file that training memory-maps. Photos are decoded side by side, a few at a time, and written
/// in the order of the sources, so the file is the same byte for byte whatever the number of threads, and memory stays bounded.
/// </summary>
public static class Packer
{
    /// <summary>Packs sources.</summary>
    /// <param name="sources">At least one; their photos follow one another.</param>
    /// <param name="output">The packed set to write. It appears whole or not at all; an earlier file is replaced.</param>
    /// <param name="options">How to pack.</param>
    /// <param name="masksBy">Finds the masks to pack; null packs those that the sources have. Not owned.</param>
    /// <param name="progress">Told of every photo, one at a time, from any thread.</param>
    /// <param name="cancellation">Stops between photos and leaves nothing behind.</param>
    /// <returns>What was packed and what was passed over.</returns>
    /// <exception cref="UserErrorException">No photo can be used, one cannot be used and the options are strict, the output is a folder or
    /// named like photos, or libvips is missing.</exception>
    /// <exception cref="FileWriteException">The output cannot be written.</exception>
    public static PackReport Pack(
        IReadOnlyList<IPhotoSource> sources,
        string output,
        PackOptions options,
        IPhotoSegmenter? masksBy = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
        => Task.Run(() => PackAsync(sources, output, options, masksBy, progress, cancellation), CancellationToken.None).GetAwaiter().GetResult(); // not on the thread of a window, which waits for it here

    private static async Task<PackReport> PackAsync(
        IReadOnlyList<IPhotoSource> sources, string output, PackOptions options, IPhotoSegmenter? masksBy, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        RefuseNameOfPhotos(output);
        int limit = options.Limit ?? int.MaxValue;
        long whole = sources.Sum(source => (long)Math.Min(source.Count, limit)), total = sources.Sum(source => (long)options.Part.Of(Math.Min(source.Count, limit)));
        if (whole == 0)
            throw new UserErrorException($"There is no photo in {NamesOf(sources)}: files must end in {PhotoFileName.ExtensionList}.");
        if (total == 0)
            throw new UserErrorException($"{whole} photos leave none to part {options.Part.Number} of {options.Part.Count}: pack them in fewer parts.");
        bool withMasks = HasMasks(sources, masksBy);
        if (options.Shard is not null && options.Packing is null)
            options = options with { Packing = Fingerprint(sources, options, masksBy is not null) };
        using PackedSetWriter writer = PackedSetWriter.Create(output, options, [.. sources.Select(source => source.Name)], withMasks);
        var skipped = new List<SkippedPhoto>();
        long done = 0;
        await foreach (PackedPhoto photo in DecodeInOrder(sources, options, new SquareDecoder(options.Side, options.Fit, options.MaxPixels, masksBy), withMasks && masksBy is null, cancellation))
        {
            if (photo.Problem is null)
                writer.Add(photo.Name, photo.Planes, photo.Mask);
            else if (options.Strict)
                throw new UserErrorException($"'{photo.Name}' in '{photo.Source}' cannot be used ({photo.Problem}): replace it, remove it, or pack without --strict.");
            else
                skipped.Add(new SkippedPhoto(photo.Source, photo.Name, photo.Problem));
            progress?.Report(new WorkProgress(++done, total, skipped.Count > 0 ? $"{skipped.Count} skipped" : null));
        }

        if (writer.Count == 0)
        {
            throw new UserErrorException(
                $"None of the {total} files in {NamesOf(sources)} can be used; the first, '{skipped[0].Name}', because {skipped[0].Reason}.");
        }

        writer.Save(skipped.Count);
        return new PackReport(output, writer.Count, options.Side, options.Resolution, withMasks, LeavesMasksOut(sources, masksBy), options.Limit, skipped)
        {
            LeftOut = [.. sources.SelectMany(source => source.LeftOut)],
            Kinds = PackReport.KindsOf(writer.Names),
        };
    }

    private static bool HasMasks(IReadOnlyList<IPhotoSource> sources, IPhotoSegmenter? masksBy) => masksBy is not null || sources.All(source => source.HasMasks);

    /// <summary>Whether some sources have masks that are not packed, since others have none.</summary>
    internal static bool LeavesMasksOut(IReadOnlyList<IPhotoSource> sources, IPhotoSegmenter? masksBy) => !HasMasks(sources, masksBy) && sources.Any(source => source.HasMasks);

    // A set in the place of its photos would be their end.
    private static void RefuseNameOfPhotos(string output)
    {
        if (PhotoFileName.IsPhoto(output) || PhotoSources.IsCollection(output))
            throw new UserErrorException($"'{output}' is a name of photos, and a packed set is written: give one that ends in .safetensors.");
    }

    /// <summary>What tells the parts of one packing from those of another: a SHA-256 of the options and of the photos' names. Photos themselves are not looked into.</summary>
    internal static string Fingerprint(IReadOnlyList<IPhotoSource> sources, PackOptions options, bool findsMasks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText(string.Create(CultureInfo.InvariantCulture, $"{options.Resolution} {options.Fit.Word()} {options.Limit} {options.MaxPixels} {findsMasks}") + (options.Strict ? " strict" : string.Empty) + (options.MasksOf is { } segmenter ? $" {segmenter}" : string.Empty));
        foreach (IPhotoSource source in sources)
        {
            AppendText(source.Name);
            foreach (PhotoFile photo in source.Photos().Take(options.Limit ?? int.MaxValue))
                AppendText(photo.Name);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void AppendText(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
    }

    /// <summary>Reads on one thread, decodes on several, and gives the results in the order of reading.</summary>
    private static async IAsyncEnumerable<PackedPhoto> DecodeInOrder(
        IReadOnlyList<IPhotoSource> sources, PackOptions options, SquareDecoder decoder, bool readMasks, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var threads = new SemaphoreSlim(options.Threads);
        // What is waiting here is encoded or already small; only `Threads` photos are being decoded.
        var queue = Channel.CreateBounded<Task<PackedPhoto>>(4 * options.Threads);
        Task reading = Task.Run(() => ReadAll(), CancellationToken.None);
        try
        {
            await foreach (Task<PackedPhoto> photo in queue.Reader.ReadAllAsync(cancellation))
                yield return await photo;
        }
        finally
        {
            await stop.CancelAsync();
            await EndOf(reading);
            while (queue.Reader.TryRead(out Task<PackedPhoto>? left))
                await EndOf(left);
        }

        async Task ReadAll()
        {
            try
            {
                foreach (IPhotoSource source in sources)
                {
                    foreach (PhotoFile photo in options.Part.Of(source.Photos().Take(options.Limit ?? int.MaxValue)))
                    {
                        // Room first, which nobody else takes: a decoding that began is always in the queue, where its end is awaited.
                        await queue.Writer.WaitToWriteAsync(stop.Token);
                        await threads.WaitAsync(stop.Token);
                        queue.Writer.TryWrite(ReadAndDecode(source.Name, photo, decoder, readMasks, threads));
                    }
                }

                queue.Writer.Complete();
            }
            catch (Exception exception)
            {
                queue.Writer.Complete(exception);
            }
        }
    }

    private static Task<PackedPhoto> ReadAndDecode(
        string source, PhotoFile photo, SquareDecoder decoder, bool readMasks, SemaphoreSlim threads)
    {
        PhotoContent content;
        byte[]? mask;
        try
        {
            content = photo.Read();
            mask = readMasks ? photo.ReadMask!() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            threads.Release();
            return Task.FromResult(PackedPhoto.Unusable(source, photo.Name, exception.Message.TrimEnd('.')));
        }

        return Task.Run(() =>
        {
            try
            {
                return new PackedPhoto(source, photo.Name, decoder.Photo(content), mask is null ? decoder.FoundMask(content) : decoder.Mask(mask, content), null);
            }
            catch (PhotoFormatException exception)
            {
                return PackedPhoto.Unusable(source, photo.Name, exception.Message);
            }
            finally
            {
                threads.Release();
            }
        });
    }

    private static Task EndOf(Task task)
        => task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static string NamesOf(IReadOnlyList<IPhotoSource> sources) => string.Join(", ", sources.Select(source => $"'{source.Name}'"));

    private sealed record PackedPhoto(string Source, string Name, byte[] Planes, byte[]? Mask, string? Problem)
    {
        public static PackedPhoto Unusable(string source, string name, string problem) => new(source, name, [], null, problem);
    }
}
