using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// Reads one pickle of protocol 2 to 5 into plain values, and nothing else: it can call no code. Names outside of
/// <see cref="AllowedGlobal"/> are refused where they are asked for, called or not.
/// </summary>
/// <remarks>
/// The machine never recurses, and each value costs from a fixed budget, so a small file cannot take much time or memory.
/// The result may still contain itself; <see cref="ValueTree"/> tells.
/// </remarks>
internal ref struct PickleMachine
{
    /// <summary>The longest pickle that is read, in bytes; that of a thousand tensors has about 0.2 MB.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MaxValues = 1_000_000;
    private const int MaxNumberBytes = 16;
    private const int MaxNameBytes = 256;

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly PickleBuilder _builder;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private int _floor;
    private int _spent;

    /// <summary>Prepares to read.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">The pickle, and whatever comes after it.</param>
    /// <param name="builder">Builds storages and tensors.</param>
    public PickleMachine(string path, ReadOnlySpan<byte> bytes, PickleBuilder builder)
    {
        _path = path;
        _bytes = bytes[..Math.Min(bytes.Length, MaxBytes)];
        _builder = builder;
    }

    /// <summary>How many bytes are read.</summary>
    public int Position { get; private set; }

    /// <summary>Reads up to the end of the pickle.</summary>
    /// <returns>null, bool, long, <see cref="BigInteger"/>, double, string, byte[], a saved list, dictionary, storage or tensor, or a bare global.</returns>
    /// <exception cref="TorchSaveFormatException">The pickle is damaged, asks for what is not allowed, or is too large.</exception>
    public object? Load()
    {
        if ((PickleOpcode)Byte() != PickleOpcode.Proto || Byte() is < 2 or > 5)
            throw Error("it does not begin with a pickle of protocol 2 to 5");
        while (true)
        {
            byte code = Byte();
            if ((PickleOpcode)code == PickleOpcode.Stop)
                break;
            Execute((PickleOpcode)code);
        }

        object? result = Pop();
        if (_stack.Count != 0 || _marks.Count != 0)
            throw Error("its pickle ends with values left over");
        return result;
    }

    private void Execute(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Frame:
                Length(Bytes(8));
                break;
            case PickleOpcode.Mark:
                Spend(1);
                _marks.Push(_floor);
                _floor = _stack.Count;
                break;

            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.NewTrue:
                Push(true);
                break;
            case PickleOpcode.NewFalse:
                Push(false);
                break;
            case PickleOpcode.BinInt:
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)));
                break;
            case PickleOpcode.BinInt1:
                Push((long)Byte());
                break;
            case PickleOpcode.BinInt2:
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)));
                break;
            case PickleOpcode.Long1:
                PushWholeNumber(Counted(1));
                break;
            case PickleOpcode.Long4:
                PushWholeNumber(Counted(4));
                break;
            case PickleOpcode.BinFloat:
                Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)));
                break;

            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode:
                Push(Text(Counted(1)));
                break;
            case PickleOpcode.BinString or PickleOpcode.BinUnicode:
                Push(Text(Counted(4)));
                break;
            case PickleOpcode.BinUnicode8:
                Push(Text(Counted(8)));
                break;
            case PickleOpcode.ShortBinBytes:
                Push(Counted(1).ToArray());
                break;
            case PickleOpcode.BinBytes:
                Push(Counted(4).ToArray());
                break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                Push(Counted(8).ToArray());
                break;

            case PickleOpcode.EmptyList:
                Push(new SavedList(SequenceKind.List, []));
                break;
            case PickleOpcode.EmptySet:
                Push(new SavedList(SequenceKind.Set, []));
                break;
            case PickleOpcode.EmptyTuple:
                Push(new SavedList(SequenceKind.Tuple, []));
                break;
            case PickleOpcode.EmptyDict:
                Push(new SavedDictionary(isOrdered: false));
                break;
            case PickleOpcode.List:
                Push(new SavedList(SequenceKind.List, PopToMark()));
                break;
            case PickleOpcode.FrozenSet:
                Push(new SavedList(SequenceKind.Set, PopToMark()));
                break;
            case PickleOpcode.Tuple:
                Push(new SavedList(SequenceKind.Tuple, PopToMark()));
                break;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                Push(new SavedList(SequenceKind.Tuple, PopMany(code - PickleOpcode.Tuple1 + 1)));
                break;
            case PickleOpcode.Dict:
                var dictionary = new SavedDictionary(isOrdered: false);
                SetItems(dictionary, PopToMark());
                Push(dictionary);
                break;
            case PickleOpcode.Append:
                Extend(PopMany(1), SequenceKind.List);
                break;
            case PickleOpcode.Appends:
                Extend(PopToMark(), SequenceKind.List);
                break;
            case PickleOpcode.AddItems:
                Extend(PopToMark(), SequenceKind.Set);
                break;
            case PickleOpcode.SetItem:
                List<object?> pair = PopMany(2);
                SetItems(Top(), pair);
                break;
            case PickleOpcode.SetItems:
                List<object?> pairs = PopToMark();
                SetItems(Top(), pairs);
                break;

            case PickleOpcode.BinPut:
                _memo[Byte()] = Top();
                break;
            case PickleOpcode.LongBinPut:
                Spend(1);
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Top();
                break;
            case PickleOpcode.Memoize:
                Spend(1);
                _memo[(uint)_memo.Count] = Top();
                break;
            case PickleOpcode.BinGet:
                Push(Remembered(Byte()));
                break;
            case PickleOpcode.LongBinGet:
                Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))));
                break;

            case PickleOpcode.Global:
                string module = Line();
                Push(Allowed(module, Line()));
                break;
            case PickleOpcode.StackGlobal:
                if (PopMany(2) is not [string from, string name])
                    throw Error("it asks for something whose name is not a text");
                Push(Allowed(from, name));
                break;
            case PickleOpcode.BinPersId:
                Push(_builder.Storage(Pop()));
                break;
            case PickleOpcode.Reduce:
                Reduce();
                break;
            case PickleOpcode.Build:
                // State dictionaries carry an attribute '_metadata' (versions of modules), which says nothing about the values.
                if (Pop() is not SavedDictionary || Top() is not SavedDictionary { IsOrdered: true })
                    throw Error("it sets attributes (BUILD) of something else than an OrderedDict");
                break;

            case PickleOpcode.Inst:
                string package = Line();
                throw Refused($"{package}.{Line()}", "INST");
            case PickleOpcode.Obj or PickleOpcode.NewObj or PickleOpcode.NewObjEx:
                throw Error($"it makes an object of a class ({code.ToString().ToUpperInvariant()}), which no file of tensors needs");
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4:
                throw Error($"it asks for a registered extension ({code.ToString().ToUpperInvariant()}), which no file of tensors needs");
            default:
                throw Error($"its pickle has the opcode 0x{(byte)code:X2} at byte {Position - 1}, which torch.save does not write");
        }
    }

    private void Reduce()
    {
        if (PopMany(2) is not [AllowedGlobal global, SavedList { Kind: SequenceKind.Tuple } arguments])
            throw Error("it calls (REDUCE) something that cannot be called");
        // Arguments may be copied, and the same list may be an argument again and again.
        foreach (object? argument in arguments.Items)
            Spend(argument is SavedList list ? list.Items.Count : 0);
        Push(_builder.Call(global, arguments.Items));
    }

    private readonly AllowedGlobal Allowed(string module, string name)
        => AllowedGlobal.Find($"{module}.{name}") ?? throw Refused($"{module}.{name}", "GLOBAL");

    private readonly void Extend(List<object?> items, SequenceKind kind)
    {
        if (Top() is not SavedList list || list.Kind != kind)
            throw Error("it adds items to something else than a list or set");
        list.Items.AddRange(items);
    }

    private readonly void SetItems(object? target, List<object?> pairs)
    {
        if (target is not SavedDictionary dictionary)
            throw Error("it sets items of something else than a dictionary");
        if (pairs.Count % 2 != 0)
            throw Error("it sets a key of a dictionary without a value");
        for (int i = 0; i < pairs.Count; i += 2)
            dictionary.Set(_builder.Key(pairs[i]), pairs[i + 1]);
    }

    private void Push(object? value)
    {
        Spend(1);
        _stack.Add(value);
    }

    private readonly object? Top() => _stack.Count > _floor ? _stack[^1] : throw Error("its pickle takes a value that is not there");

    private readonly object? Pop() => PopMany(1)[0];

    private readonly List<object?> PopMany(int count)
    {
        int start = _stack.Count - count;
        if (start < _floor)
            throw Error("its pickle takes a value that is not there");
        List<object?> values = _stack.GetRange(start, count);
        _stack.RemoveRange(start, count);
        return values;
    }

    private List<object?> PopToMark()
    {
        if (_marks.Count == 0)
            throw Error("its pickle ends a group that was not begun");
        List<object?> values = PopMany(_stack.Count - _floor);
        _floor = _marks.Pop();
        return values;
    }

    private readonly object? Remembered(uint place)
        => _memo.TryGetValue(place, out object? value) ? value : throw Error($"its pickle recalls value {place}, which it did not store");

    private byte Byte() => Bytes(1)[0];

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _bytes.Length - Position)
        {
            throw Error(_bytes.Length == MaxBytes
                ? $"its pickle is longer than {MaxBytes} bytes"
                : "it ends in the middle of its pickle; it was cut short");
        }

        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    /// <summary>Bytes after their number, which itself has 1, 4 or 8 bytes.</summary>
    private ReadOnlySpan<byte> Counted(int countBytes) => Bytes(Length(Bytes(countBytes)));

    private readonly int Length(ReadOnlySpan<byte> number)
    {
        ulong length = number.Length switch
        {
            1 => number[0],
            4 => BinaryPrimitives.ReadUInt32LittleEndian(number),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(number),
        };
        return length <= (ulong)(_bytes.Length - Position)
            ? (int)length
            : throw Error($"its pickle has a length of {length} at byte {Position}, but ends before; it was damaged or cut short");
    }

    /// <summary>One line of a GLOBAL: bytes up to a line feed.</summary>
    private string Line()
    {
        ReadOnlySpan<byte> rest = _bytes[Position..];
        int length = rest[..Math.Min(rest.Length, MaxNameBytes)].IndexOf((byte)'\n');
        if (length < 0)
            throw Error($"its pickle has a name that does not end within {MaxNameBytes} bytes");
        Position += length + 1;
        return Text(rest[..length]);
    }

    private readonly string Text(ReadOnlySpan<byte> bytes)
        => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Error("its pickle has a text that is not UTF-8");

    /// <summary>Two's complement, little-endian; nothing at all is 0.</summary>
    private void PushWholeNumber(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxNumberBytes)
            throw Error($"its pickle has a whole number of {bytes.Length} bytes, more than {MaxNumberBytes}");
        var number = new BigInteger(bytes);
        if (number >= long.MinValue && number <= long.MaxValue)
            Push((long)number);
        else
            Push(number);
    }

    private void Spend(int values)
    {
        _spent += values;
        if (_spent > MaxValues)
            throw Error($"its pickle has more than {MaxValues} values");
    }

    private readonly TorchSaveFormatException Refused(string name, string opcode)
        => Error($"it asks for {UntrustedText.Show(name)} ({opcode}), which is not among the few names that tensors need; nothing was run");

    private readonly TorchSaveFormatException Error(string reason) => new(_path, reason);
}
