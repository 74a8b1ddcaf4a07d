using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Puts the masks of several windows of a photo together. A pixel belongs to the object that it belongs to most likely; an object most of
/// which other objects hold already is one of them, seen again, and left out.
/// </summary>
/// <param name="width">The photo's width in pixels.</param>
/// <param name="height">The photo's height in pixels.</param>
internal sealed class GatheredObjects(int width, int height)
{
    private const double SeenAgain = 0.5;

    private readonly float[] _values = new float[width * height];
    private readonly byte[] _identities = new byte[width * height];
    private byte _count;
    private double? _doubt, _doubtOfNone;

    /// <summary>Adds an object.</summary>
    /// <param name="window">Where it was looked for, within the photo.</param>
    /// <param name="found">What was found in the window.</param>
    public void Add(ObjectWindow window, FoundObjects found)
    {
        Mask mask = found.Mask;
        int area = 0, held = 0;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (!BinaryMask.IsObject(mask.Values[i]))
                continue;
            area++;
            held += _identities[Place(window, i)] > 0 ? 1 : 0;
        }

        if (area > 0 && (_count == ObjectMap.MostObjects || held > SeenAgain * area))
            return;
        ref double? most = ref _doubtOfNone;
        if (area > 0)
        {
            _count++;
            most = ref _doubt;
        }

        most = found.Doubt is { } doubt ? Math.Max(doubt, most ?? 0) : most;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int place = Place(window, i);
            if (!(mask.Values[i] > _values[place]))
                continue;
            _values[place] = mask.Values[i];
            if (BinaryMask.IsObject(mask.Values[i]))
                _identities[place] = _count;
        }
    }

    /// <summary>What was gathered, as doubtful as its most doubtful object; objects that others have taken every pixel of are gone.</summary>
    public FoundObjects Finish()
    {
        bool[] left = new bool[_count + 1];
        foreach (byte identity in _identities)
            left[identity] = true;
        byte[] numbers = new byte[_count + 1];
        byte next = 0;
        for (int identity = 1; identity <= _count; identity++)
            numbers[identity] = left[identity] ? ++next : (byte)0;
        byte[] identities = new byte[_identities.Length];
        for (int i = 0; i < identities.Length; i++)
            identities[i] = numbers[_identities[i]];
        return new FoundObjects(new Mask(width, height, _values)) { Objects = new ObjectMap(width, height, identities), Doubt = _count > 0 ? _doubt : _doubtOfNone };
    }

    private int Place(ObjectWindow window, int index) => ((window.Top + (index / window.Width)) * width) + window.Left + (index % window.Width);
}
