using System.Collections.Concurrent;
using PerturbSeg.Corrections;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Runs;

namespace PerturbSeg.Web.Review;

/// <summary>The photos to review: each is judged once in the background.</summary>
internal sealed class ReviewList : IDisposable
{
    private readonly ServedRun _run;
    private readonly PhotoList _photos;
    private readonly CorrectionNames _names;
    private readonly ConcurrentDictionary<int, JudgedPhoto> _known = new();
    private readonly PhotoDecoder _decoder;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _turn = new();
    private ConcurrentQueue<SkippedPhoto> _unread = new();
    private RunModel? _judgedBy;
    private Task _judging = Task.CompletedTask;
    private bool _isJudging;
    private int _asked; // how often all were to be judged

    /// <summary>Lists photos, and begins to judge them.</summary>
    /// <param name="run">Segments them.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="corrections">Where decisions are.</param>
    /// <param name="mostPixels">The most pixels of a photo.</param>
    public ReviewList(ServedRun run, PhotoList photos, CorrectionFolder corrections, long mostPixels)
    {
        (_run, _photos, _names, Corrections, _decoder) = (run, photos, new CorrectionNames(corrections, photos), corrections, new PhotoDecoder(mostPixels));
        JudgeAgain();
    }

    /// <summary>The photos, each at the place of its number.</summary>
    public PhotoList Tasks => _photos;

    /// <summary>What was not taken for a photo, with the reasons.</summary>
    public IReadOnlyList<SkippedPhoto> LeftOut => _photos.LeftOut;

    /// <summary>How many photos there are.</summary>
    public int Count => _photos.Count;

    /// <summary>How many were judged, or could not be.</summary>
    public int Judged { get; private set; }

    /// <summary>Those of them that could not be read or judged, with the reasons.</summary>
    public IReadOnlyCollection<SkippedPhoto> Unread => _unread;

    /// <summary>Where decisions are.</summary>
    public CorrectionFolder Corrections { get; }

    /// <summary>The name under which the decision on a photo lies.</summary>
    public string NameOf(PhotoTask task) => _names.Of(task);

    /// <summary>What is known of each photo judged so far, by its number.</summary>
    public IEnumerable<KeyValuePair<int, JudgedPhoto>> Known => _known;

    /// <summary>Decodes photos and masks.</summary>
    public PhotoDecoder Decoder => _decoder;

    /// <summary>A photo by its number, with what tells its file from others of its name.</summary>
    /// <exception cref="ProblemException">There is none, or it cannot be read.</exception>
    public (PhotoTask Task, Photo Photo, string Digest) Open(int id)
    {
        if (id < 0 || id >= _photos.Count)
            throw new ProblemException(404, $"There is no photo {id}.");
        var opened = OpenedPhoto.Open(_photos[id]);
        string digest = opened.Digest; // before it is decoded, which lets go of the file
        Photo photo = opened.Decode(_decoder, out string problem) ?? throw new ProblemException(422, $"'{opened.Task.EntryName}' cannot be read: {problem}.");
        if (_known.TryGetValue(id, out JudgedPhoto judged) && judged.Digest != digest)
            _known[id] = judged with { Digest = digest }; // its file has changed: the list tells the one that is shown
        return (opened.Task, photo, digest);
    }

    /// <summary>The mask that stands for a photo: the one that was accepted or mended, else the segmenter's; 255 = object.</summary>
    public GreyImage Mask(PhotoTask task, Photo photo, string digest)
    {
        if (Corrections.Find(NameOf(task)) is { } decision && decision.IsOf(digest) && Corrections.Mask(NameOf(task), decision) is { } file)
        {
            try
            {
                GreyImage kept = _decoder.DecodeMask(file);
                if ((kept.Width, kept.Height) == (photo.Width, photo.Height))
                    return kept;
            }
            catch (PhotoFormatException)
            {
                // Mended by another program, perhaps: the segmenter's is shown, and the next decision writes it anew.
            }
        }

        return Found(photo);
    }

    // The segmenter's mask; 0 or 255.
    private GreyImage Found(Photo photo)
    {
        Mask mask = Model().Find([photo])[0].Mask;
        return new GreyImage(mask.Width, mask.Height, mask.Decided());
    }

    // One that was fitted anew, by a command, has doubts of its own.
    private RunModel Model()
    {
        RunModel model = _run.Model;
        if (Interlocked.Exchange(ref _judgedBy, model) is { } before && before != model)
            JudgeAgain();
        return model;
    }

    /// <summary>Judges all photos, in the background; each keeps the doubt it had until its turn comes. What is under way begins anew.</summary>
    public void JudgeAgain()
    {
        lock (_turn)
        {
            _asked++;
            if (_isJudging)
                return;
            _isJudging = true;
            _judging = Task.Factory.StartNew(Judge, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Ends the judging.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _judging.Wait();
        _stop.Dispose();
    }

    private void Judge()
    {
        int asked;
        do
        {
            asked = Volatile.Read(ref _asked);
            (Judged, _unread) = (0, new ConcurrentQueue<SkippedPhoto>());
            for (int id = 0; id < _photos.Count && asked == Volatile.Read(ref _asked) && !_stop.IsCancellationRequested; id++)
            {
                if (!TryJudge(id, out string reason))
                    _unread.Enqueue(new SkippedPhoto(_photos[id].Source, _photos[id].EntryName, reason));
                Judged++;
            }
        }
        while (GoesOn(asked));
    }

    // Where somebody asked meanwhile.
    private bool GoesOn(int asked)
    {
        lock (_turn)
            return _isJudging = _asked != asked && !_stop.IsCancellationRequested;
    }

    private bool TryJudge(int id, out string reason)
    {
        try
        {
            var opened = OpenedPhoto.Open(_photos[id]);
            string digest = opened.Digest;
            if (opened.Decode(_decoder, out reason) is not { } photo)
                return false;
            _known[id] = new JudgedPhoto(Model().Find([photo])[0].Doubt ?? 0, digest);
            return true;
        }
        catch (Exception problem) // one photo that the network fails at, or that memory does not suffice for, does not end the review of the others
        {
            reason = problem.Message.TrimEnd('.');
            return false;
        }
    }
}
