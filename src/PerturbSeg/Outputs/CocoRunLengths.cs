using System.Text;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>Masks as run lengths, the way COCO has them: column by column, background and object in turn, background first.</summary>
/// <remarks>Form: the COCO data format, compressed run lengths, as pycocotools reads and writes them.</remarks>
internal static class CocoRunLengths
{
    private const int DigitBits = 5, FirstCharacter = 48, More = 0x20, Sign = 0x10;

    /// <summary>The runs of an object; the first may be 0.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="identity">Which of them.</param>
    public static List<long> Of(ObjectMap objects, int identity)
    {
        var runs = new List<long>();
        bool current = false;
        long length = 0;
        for (int x = 0; x < objects.Width; x++)
        {
            for (int y = 0; y < objects.Height; y++)
            {
                if (objects.Identities[(y * objects.Width) + x] == identity != current)
                {
                    runs.Add(length);
                    (current, length) = (!current, 0);
                }

                length++;
            }
        }

        runs.Add(length);
        return runs;
    }

    /// <summary>
    /// Runs as a string: from the fourth on the difference from the run before the last, each number in digits of five bits, the lowest
    /// first, a sixth bit set on all but the last digit, 48 added. The last digit's highest bit is the sign.
    /// </summary>
    public static string Compress(IReadOnlyList<long> runs)
    {
        var text = new StringBuilder();
        for (int i = 0; i < runs.Count; i++)
        {
            long number = i > 2 ? runs[i] - runs[i - 2] : runs[i];
            bool more;
            do
            {
                int digit = (int)(number & ((1 << DigitBits) - 1));
                number >>= DigitBits;
                more = number != ((digit & Sign) != 0 ? -1 : 0);
                text.Append((char)(FirstCharacter + digit + (more ? More : 0)));
            }
            while (more);
        }

        return text.ToString();
    }
}
