using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Formats.Pickle;

/// <summary>
/// Reads a pickle that holds tensors, numbers, texts, lists and dictionaries, and refuses everything else by name. A pickle is a program of a
/// small stack machine, and what makes it dangerous is that it may call any function of Python; here the only calls are those of
/// <see cref="TorchGlobals"/>, which make plain values.
/// </summary>
/// <remarks>Source: Lib/pickletools.py of CPython, protocols 0 to 5. Raises <see cref="InvalidDataException"/>; the caller adds file and place.</remarks>
internal sealed class Unpickler(Stream stream)
{
    // The stack grows by an instruction at most, so that this bounds nothing honest; it stops a pickle that only pushes.
    private const int MaxStack = 1 << 24;
    private const int MaxNumberBytes = 16;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>How many bytes have been taken.</summary>
    public long Position { get; private set; }

    /// <summary>Reads one pickle, up to and with its STOP, and returns what it leaves.</summary>
    public object? Read()
    {
        while (true)
        {
            var code = Byte();
            if (code == '.')
            {
                return Pop();
            }

            Execute(code);
            if (_stack.Count > MaxStack)
            {
                throw new InvalidDataException($"more than {MaxStack:N0} values at once");
            }
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case 0x80:
                if (Byte() > 5)
                {
                    throw new InvalidDataException("a protocol of pickle above 5");
                }

                break;
            case 0x95:
                Take(sizeof(long));
                break;
            case (byte)'(':
                _marks.Add(_stack.Count);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'1':
                PopMark();
                break;
            case (byte)'2':
                _stack.Add(Peek());
                break;
            case (byte)'N' or 0x88 or 0x89:
                _stack.Add(code == 'N' ? null : code == 0x88);
                break;
            case (byte)'c':
                _stack.Add(Global(Line(), Line()));
                break;
            case 0x93:
                var name = Pop();
                _stack.Add(Pop() is string module && name is string text ? Global(module, text) : throw Unexpected("a name"));
                break;
            case (byte)'R':
                var arguments = Pop() as PickleTuple ?? throw Unexpected("the arguments of a call");
                _stack.Add(TorchGlobals.Call(Pop() as PickleGlobal ?? throw Unexpected("a function"), arguments.Items));
                break;
            case (byte)'b':
                // The attributes of an object: the versions of a state dictionary, which say nothing of its tensors.
                Pop();
                break;
            case (byte)'Q':
                _stack.Add(TorchGlobals.Storage(Pop()));
                break;
            default:
                if (!TryNumber(code) && !TryText(code) && !TryContainer(code) && !TryMemo(code))
                {
                    throw new InvalidDataException($"the instruction 0x{code:x2}, which makes something other than tensors, numbers, texts, lists and dictionaries");
                }

                break;
        }
    }

    private bool TryNumber(byte code)
    {
        object value;
        switch (code)
        {
            case (byte)'J':
                value = (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                break;
            case (byte)'K':
                value = (long)Byte();
                break;
            case (byte)'M':
                value = (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
                break;
            case 0x8a:
                value = Long(Byte());
                break;
            case 0x8b:
                value = Long(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case (byte)'G':
                value = BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                break;
            case (byte)'I' or (byte)'L':
                var digits = Line();
                value = digits is "00" or "01" ? digits == "01"
                    : long.TryParse(digits.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : throw Unexpected("a whole number");
                break;
            case (byte)'F':
                value = double.TryParse(Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : throw Unexpected("a number");
                break;
            default:
                return false;
        }

        _stack.Add(value);
        return true;
    }

    private bool TryText(byte code)
    {
        long? length = code switch
        {
            (byte)'X' or (byte)'B' => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
            (byte)'T' => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
            0x8c or (byte)'U' or (byte)'C' => Byte(),
            0x8d or 0x8e => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
            _ => null,
        };
        if (length is { } bytes)
        {
            _stack.Add(Encoding.UTF8.GetString(Take(bytes)));
            return true;
        }

        if (code is (byte)'V' or (byte)'S')
        {
            _stack.Add(code == 'V' ? Line() : Line().Trim('\'', '"'));
            return true;
        }

        return false;
    }

    private bool TryContainer(byte code)
    {
        switch (code)
        {
            case (byte)']' or 0x8f:
                _stack.Add(new List<object?>());
                break;
            case (byte)'l':
                _stack.Add(PopMark());
                break;
            case (byte)'a':
                var item = Pop();
                (Peek() as List<object?> ?? throw Unexpected("a list")).Add(item);
                break;
            case (byte)'e' or 0x90:
                var items = PopMark();
                (Peek() as List<object?> ?? throw Unexpected("a list")).AddRange(items);
                break;
            case (byte)')':
                _stack.Add(new PickleTuple([]));
                break;
            case (byte)'t':
                _stack.Add(new PickleTuple(PopMark()));
                break;
            case 0x85 or 0x86 or 0x87:
                var count = code - 0x84;
                var values = new object?[count];
                for (var i = count - 1; i >= 0; i--)
                {
                    values[i] = Pop();
                }

                _stack.Add(new PickleTuple(values));
                break;
            case (byte)'}':
                _stack.Add(new PickleDictionary());
                break;
            case (byte)'d':
                var pairs = PopMark();
                var dictionary = new PickleDictionary();
                AddPairs(dictionary, pairs);
                _stack.Add(dictionary);
                break;
            case (byte)'s':
                var value = Pop();
                var key = Pop();
                (Peek() as PickleDictionary ?? throw Unexpected("a dictionary")).Pairs.Add((key, value));
                break;
            case (byte)'u':
                var more = PopMark();
                AddPairs(Peek() as PickleDictionary ?? throw Unexpected("a dictionary"), more);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool TryMemo(byte code)
    {
        switch (code)
        {
            case (byte)'p':
                _memo[MemoKey(Line())] = Peek();
                break;
            case (byte)'q':
                _memo[Byte()] = Peek();
                break;
            case (byte)'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek();
                break;
            case 0x94:
                _memo[_memo.Count] = Peek();
                break;
            case (byte)'g':
                _stack.Add(Recall(MemoKey(Line())));
                break;
            case (byte)'h':
                _stack.Add(Recall(Byte()));
                break;
            case (byte)'j':
                _stack.Add(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            default:
                return false;
        }

        return true;
    }

    private static PickleGlobal Global(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return TorchGlobals.IsAllowed(global)
            ? global
            : throw new InvalidDataException($"the pickle asks for {global.FullName}; only tensors, numbers, texts, lists and dictionaries are read, and nothing in the file was run");
    }

    private static void AddPairs(PickleDictionary dictionary, List<object?> items)
    {
        if (items.Count % 2 != 0)
        {
            throw Unexpected("a key and a value");
        }

        for (var i = 0; i < items.Count; i += 2)
        {
            dictionary.Pairs.Add((items[i], items[i + 1]));
        }
    }

    private static long MemoKey(string line) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : throw Unexpected("the number of a memo");

    private object? Recall(long key) => _memo.TryGetValue(key, out var value) ? value : throw Unexpected("a memo that was set before");

    // Numbers too large for an int64 are only compared with each other: hexadecimal tells them apart.
    private object Long(int length)
    {
        if (length is < 0 or > MaxNumberBytes)
        {
            throw Unexpected("a number of at most 16 bytes");
        }

        var bytes = Take(length);
        if (length > sizeof(long))
        {
            return Convert.ToHexStringLower(bytes);
        }

        long value = length > 0 && (bytes[^1] & 0x80) != 0 ? -1 : 0;
        for (var i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private object? Peek() => _stack.Count > 0 && (_marks.Count == 0 || _stack.Count > _marks[^1]) ? _stack[^1] : throw Unexpected("a value on the stack");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private List<object?> PopMark()
    {
        if (_marks.Count == 0)
        {
            throw Unexpected("a mark on the stack");
        }

        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        var items = _stack.GetRange(start, _stack.Count - start);
        _stack.RemoveRange(start, items.Count);
        return items;
    }

    private byte Byte()
    {
        var value = stream.ReadByte();
        Position++;
        return value < 0 ? throw new InvalidDataException("the pickle ends here") : (byte)value;
    }

    private byte[] Take(long length)
    {
        if (length < 0 || length > stream.Length - stream.Position)
        {
            throw new InvalidDataException($"{length:N0} bytes are announced, more than follow");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        Position += length;
        return bytes;
    }

    private string Line()
    {
        const int MaxLine = 1 << 20;
        var bytes = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            bytes.Add(next);
            if (bytes.Count > MaxLine)
            {
                throw Unexpected("the end of a line");
            }
        }

        return Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
    }

    private static InvalidDataException Unexpected(string expected) => new($"something that is not {expected}");
}
