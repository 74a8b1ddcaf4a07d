using System.Runtime.InteropServices;

namespace PerturbSeg.Data.Lmdb;

/// <summary>Owns an object of liblmdb, and keeps the one it belongs to open for as long.</summary>
internal abstract class LmdbHandle() : SafeHandle(nint.Zero, ownsHandle: true)
{
    private LmdbHandle? _parent;

    public override bool IsInvalid => handle == nint.Zero;

    /// <summary>Keeps what this object lives in, an environment or a transaction, until this one is closed.</summary>
    public void Keep(LmdbHandle parent)
    {
        bool kept = false;
        parent.DangerousAddRef(ref kept);
        _parent = parent;
    }

    protected sealed override bool ReleaseHandle()
    {
        Close(handle);
        _parent?.DangerousRelease();
        return true;
    }

    protected abstract void Close(nint native);
}

/// <summary>An MDB_env.</summary>
internal sealed class EnvironmentHandle : LmdbHandle
{
    protected override void Close(nint native) => LmdbLibrary.CloseEnvironment(native);
}

/// <summary>An MDB_txn that only reads.</summary>
internal sealed class TransactionHandle : LmdbHandle
{
    protected override void Close(nint native) => LmdbLibrary.AbortTransaction(native);
}

/// <summary>An MDB_cursor.</summary>
internal sealed class CursorHandle : LmdbHandle
{
    protected override void Close(nint native) => LmdbLibrary.CloseCursor(native);
}
