using PerturbSeg.Files;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.PhotoLists;

/// <summary>
/// Segments the photos of folders as they come, until it is stopped. A file is taken once its size and time have stayed the same from one look
/// to the next and it can be read as a whole photo; one that cannot is left until it changes. A photo that changes is segmented again.
/// </summary>
public sealed class PhotoWatch
{
    private readonly PhotoListSegmentation _segmentation;
    private readonly PhotoWatchOptions _options;
    private readonly Dictionary<string, FileState> _seen = [], _done = [];
    private readonly Dictionary<string, (DateTime Since, PhotoTask Task, SkippedPhoto Photo)> _unreadable = []; // these three by the names of photos in tables
    private int _segmented, _unwritten, _passedOver;

    private PhotoWatch(PhotoListSegmentation segmentation, PhotoWatchOptions options)
    {
        _segmentation = segmentation;
        _options = options;
    }

    /// <summary>Watches.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="photos">Lists the photos that there are now.</param>
    /// <param name="list">What is written, and where to.</param>
    /// <param name="options">How often is looked, and who is told.</param>
    /// <param name="cancellation">Ends the watch; what was done is whole then.</param>
    /// <returns>What became of the photos.</returns>
    /// <exception cref="UserErrorException">A table of an earlier run cannot be gone on with, or the photos cannot be listed.</exception>
    /// <exception cref="FileWriteException">The disk is full, or fails.</exception>
    public static PhotoWatchReport Run(
        IPhotoSegmenter segmenter, Func<IReadOnlyList<PhotoTask>> photos, PhotoListOptions list, PhotoWatchOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(options);
        using var segmentation = new PhotoListSegmentation(segmenter, list);
        return new PhotoWatch(segmentation, options).Run(photos, cancellation);
    }

    private PhotoWatchReport Run(Func<IReadOnlyList<PhotoTask>> photos, CancellationToken cancellation)
    {
        _segmentation.SaveTables();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                LookOnce(photos(), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch
            {
                _segmentation.SaveTables();
                throw;
            }

            foreach (SkippedPhoto skipped in TakeUnreadable())
                Skip(skipped);
            cancellation.WaitHandle.WaitOne(_options.Interval);
        }

        _segmentation.SaveTables();
        return new PhotoWatchReport(_segmented, _passedOver, _unwritten);
    }

    private void LookOnce(IReadOnlyList<PhotoTask> photos, CancellationToken cancellation)
    {
        int before = _segmented;
        PhotoTask[] ready = [.. photos.Where(IsReady)];
        _segmentation.Segment(ready, Open, Note, cancellation);
        if (_segmented > before)
            _segmentation.SaveTables();
    }

    private bool IsReady(PhotoTask task)
    {
        if (FileState.Of(task.Path) is not { } state)
            return false;
        bool isNew = !_seen.TryGetValue(task.EntryName, out FileState before);
        _seen[task.EntryName] = state;
        if (isNew && _segmentation.IsFinished(task))
            _done[task.EntryName] = state;
        return !isNew && state == before && !(_done.TryGetValue(task.EntryName, out FileState done) && done == state);
    }

    // What goes on while it is read is no whole photo, even where it can be decoded.
    private OpenedPhoto Open(PhotoTask task)
    {
        var opened = OpenedPhoto.Open(task);
        return IsAsSeen(task) ? opened : OpenedPhoto.Unreadable(task, "it is still being written");
    }

    private void Note(PhotoTask task, PhotoOutcome outcome)
    {
        if (!outcome.IsRead && !IsAsSeen(task))
            return; // the next looks see that it has changed
        _done[task.EntryName] = _seen[task.EntryName];
        _unreadable.Remove(task.EntryName);
        _segmentation.SaveTablesInTime();
        if (outcome.Problem is not { } reason)
        {
            _segmented++;
            _options.Segmented?.Invoke(task);
            return;
        }

        var skipped = new SkippedPhoto(task.Source, task.Name, reason);
        if (outcome.IsRead)
        {
            _unwritten++;
            Skip(skipped);
        }
        else
        {
            _unreadable[task.EntryName] = (DateTime.UtcNow, task, skipped);
        }
    }

    private void Skip(SkippedPhoto photo)
    {
        _passedOver++;
        _options.Skipped?.Invoke(photo);
    }

    private bool IsAsSeen(PhotoTask task) => FileState.Of(task.Path) == _seen[task.EntryName];

    /// <summary>The files that have been unreadable for so long that nobody writes them any more.</summary>
    private SkippedPhoto[] TakeUnreadable()
    {
        foreach (string name in (string[])[.. _unreadable.Where(file => FileState.Of(file.Value.Task.Path) != _done[file.Key]).Select(file => file.Key)])
            _unreadable.Remove(name); // it is being written again, or gone
        string[] old = [.. _unreadable.Where(file => DateTime.UtcNow - file.Value.Since >= _options.Patience).Select(file => file.Key)];
        SkippedPhoto[] skipped = [.. old.Select(name => _unreadable[name].Photo)];
        foreach (string name in old)
            _unreadable.Remove(name);
        return skipped;
    }

    /// <summary>What changes while a file is written.</summary>
    private readonly record struct FileState(long Length, DateTime Written)
    {
        /// <summary>The state of a file; null where there is none, or nothing in it yet.</summary>
        public static FileState? Of(string path)
        {
            FileInfo file = LinkedFile.Of(path);
            return file.Exists && file.Length > 0 ? new FileState(file.Length, file.LastWriteTimeUtc) : null;
        }
    }
}
