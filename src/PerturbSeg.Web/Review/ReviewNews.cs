using PerturbSeg.Corrections;

namespace PerturbSeg.Web.Review;

/// <summary>What has changed in a review since a page asked last, so that asking often is cheap however many photos there are.</summary>
/// <param name="list">The photos.</param>
internal sealed class ReviewNews(ReviewList list)
{
    private readonly Lock _turn = new();
    private readonly KnownCorrections _corrections = new(list.Corrections);
    private readonly Dictionary<int, (ReviewedPhoto Photo, long Mark)> _known = [];
    private readonly long _first = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(); // above the marks of a server that ran before
    private long _changes;

    /// <summary>A sentence about a decision that could not be read last; null for none.</summary>
    public string? Problem => _corrections.Problem;

    /// <summary>What is new.</summary>
    /// <param name="mark">The mark that came with what the page knows; 0 where it knows nothing.</param>
    /// <returns>
    /// The mark of now, the photos that have changed, the most doubtful first, and whether these are all that were judged: so it is where the mark is none of
    /// this server's.
    /// </returns>
    public (long Mark, bool IsWhole, IReadOnlyList<ReviewedPhoto> Photos) Since(long mark)
    {
        lock (_turn)
        {
            IReadOnlyDictionary<string, Correction> corrections = _corrections.Read();
            long next = _first + _changes + 1;
            bool anyNew = false;
            foreach ((int id, JudgedPhoto judged) in list.Known)
            {
                Correction? correction = corrections.GetValueOrDefault(list.NameOf(list.Tasks[id])) is { } decision && decision.IsOf(judged.Digest) ? decision : null;
                var photo = new ReviewedPhoto(id, list.Tasks[id].EntryName, judged.Doubt, judged.Digest, correction);
                if (_known.TryGetValue(id, out var known) && known.Photo == photo)
                    continue;
                _known[id] = (photo, next);
                anyNew = true;
            }

            if (anyNew)
                _changes++;
            long now = _first + _changes;
            bool isWhole = mark < _first || mark > now;
            ReviewedPhoto[] photos = [.. _known.Values.Where(known => isWhole || known.Mark > mark).Select(known => known.Photo).OrderByDescending(photo => photo.Doubt).ThenBy(photo => photo.Id)];
            return (now, isWhole, photos);
        }
    }
}
