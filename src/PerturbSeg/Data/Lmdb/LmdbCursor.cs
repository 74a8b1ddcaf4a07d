using System.Text;

namespace PerturbSeg.Data.Lmdb;

/// <summary>Walks through an LMDB database in the order of its keys. Each leaf is checked before liblmdb gets to see it. For one thread.</summary>
internal sealed class LmdbCursor(string path, CursorHandle handle, IEnumerable<int> leaves) : IDisposable
{
    private readonly IEnumerator<int> _leaves = leaves.GetEnumerator();
    private int _checked;
    private bool _begun;
    private LmdbBytes _key;
    private LmdbBytes _value;

    /// <summary>The present key as text; bytes that are no UTF-8 become replacement characters.</summary>
    public string Key => Encoding.UTF8.GetString(_key.Span);

    /// <summary>The bytes of the present value.</summary>
    public long Length => _value.Length;

    /// <summary>The present value, in the map: valid until the cursor moves.</summary>
    public ReadOnlySpan<byte> Value => _value.Span;

    /// <summary>Goes to the first key, then to the next.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public bool MoveNext()
    {
        try
        {
            if (_checked == 0)
            {
                if (!_leaves.MoveNext())
                    return false;
                _checked = _leaves.Current;
            }

            _checked--;
            int operation = _begun ? LmdbLibrary.Next : LmdbLibrary.First;
            _begun = true;
            LmdbDatabase.Check(LmdbLibrary.Get(handle, out _key, out _value, operation));
            return true;
        }
        catch (Exception exception) when (LmdbDatabase.Explain(exception, path) is UserErrorException told)
        {
            throw told;
        }
    }

    public void Dispose()
    {
        _leaves.Dispose();
        handle.Dispose();
    }
}
