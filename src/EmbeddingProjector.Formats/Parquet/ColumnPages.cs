using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Parquet.Meta;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>
/// The numbers of one column of one row group, page by page, so that memory does not follow from the size of the group. The object is the page: moving on
/// changes what it says.
/// </summary>
internal sealed class ColumnPages : IDisposable
{
    private const int HeaderBytes = 1 << 12;
    private const int MostHeaderBytes = 1 << 20;
    private const int MostLevel = byte.MaxValue;

    // What is packed may unpack to so many bytes for each that is stored, and to so many in any case.
    private const long MostExpansion = 256;
    private const long AlwaysAllowedBytes = 1 << 24;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ColumnMetaData _chunk;
    private readonly PageBuffers _buffers;
    private readonly int _size;
    private readonly int _mostRepetition;
    private readonly int _mostDefinition;
    private readonly long _end;
    private byte[] _packed = [];
    private byte[] _unpacked = [];
    private byte[] _repetitions = [];
    private byte[] _definitions = [];
    private ReadOnlyMemory<byte> _dictionary;
    private long _at;
    private long _slots;
    private int _slotsHere;
    private bool _allDefined;

    /// <param name="path">The file, for errors.</param>
    /// <param name="file">The file.</param>
    /// <param name="chunk">Where the column lies.</param>
    /// <param name="buffers">Memory for pages.</param>
    /// <param name="size">Bytes of a number.</param>
    /// <param name="mostRepetition">The highest repetition level: how deep its lists are.</param>
    /// <param name="mostDefinition">The definition level of a value that is there.</param>
    public ColumnPages(string path, SafeFileHandle file, ColumnMetaData chunk, PageBuffers buffers, int size, int mostRepetition, int mostDefinition)
    {
        (_path, _file, _chunk, _buffers, _size) = (path, file, chunk, buffers, size);
        (_mostRepetition, _mostDefinition) = mostRepetition <= MostLevel && mostDefinition <= MostLevel ? (mostRepetition, mostDefinition) : throw new NotSupportedException($"lists of {mostRepetition} levels");
        _end = RandomAccess.GetLength(file);
        // The dictionary comes first, but not every writer says where it is.
        _at = chunk.DictionaryPageOffset is > 0 and var dictionary ? Math.Min(dictionary, chunk.DataPageOffset) : chunk.DataPageOffset;
    }

    /// <summary>The repetition level of each slot: 0 where a row begins. Empty where the column has no lists.</summary>
    public ReadOnlySpan<byte> Repetitions => _mostRepetition > 0 ? _repetitions.AsSpan(0, _slotsHere) : [];

    /// <summary>The definition level of each slot: the highest where there is a value. Empty where every slot has one.</summary>
    public ReadOnlySpan<byte> Definitions => _mostDefinition > 0 && !_allDefined ? _definitions.AsSpan(0, _slotsHere) : [];

    /// <summary>The definition level of a value that is there.</summary>
    public byte Defined => (byte)_mostDefinition;

    /// <summary>The slots of this page: a value, a missing value, or an empty or missing list.</summary>
    public int Slots => _slotsHere;

    /// <summary>The values that are there, plain.</summary>
    public ReadOnlyMemory<byte> Values { get; private set; }

    /// <summary>Goes to the next page; false after the last.</summary>
    /// <param name="withValues">False when only the levels are wanted.</param>
    public bool Next(bool withValues = true)
    {
        while (_slots < _chunk.NumValues)
        {
            var at = _at;
            try
            {
                var header = Header();
                if (header.Kind == PageKind.Dictionary)
                {
                    ReadDictionary(header);
                }
                else if (header.Kind is PageKind.Data or PageKind.DataV2)
                {
                    Read(header, withValues);
                    return true;
                }

                _at += header.PackedLength;
            }
            catch (Exception e) when (e is not (DataFormatException or OperationCanceledException or IOException))
            {
                // Bytes that lie are met by the unpackers, by spans and by our own checks.
                throw Bad(at, $"a page that cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", null, e);
            }
        }

        return false;
    }

    /// <summary>Gives the values of this page away, with the memory that they may lie in, which goes back to the buffers later.</summary>
    public (ReadOnlyMemory<byte> Values, byte[] Memory) Detach()
    {
        var page = (Values, _unpacked);
        (Values, _unpacked) = (default, []);
        return page;
    }

    public void Dispose()
    {
        Values = default;
        Return(ref _packed);
        Return(ref _unpacked);
        Return(ref _repetitions);
        Return(ref _definitions);
    }

    private PageHeader Header()
    {
        for (var length = HeaderBytes; length <= MostHeaderBytes; length *= 4)
        {
            var bytes = new byte[Math.Min(length, Math.Max(0, _end - _at))];
            FileBytes.ReadExactly(_path, _file, _at, bytes);
            if (PageHeader.Read(bytes, out var used) is { } header)
            {
                _at += used;
                var most = Math.Max(AlwaysAllowedBytes, MostExpansion * header.PackedLength);
                return header.PackedLength >= 0 && header.PackedLength <= _end - _at && header.Length >= 0 && header.Length <= most && header.Values >= 0 && header.Values <= _chunk.NumValues - _slots
                    ? header
                    : throw Bad(_at - used, $"a page of {header.Values:N0} values, {header.PackedLength:N0} bytes that unpack to {header.Length:N0}",
                        $"at most {_chunk.NumValues - _slots:N0} values, {_end - _at:N0} bytes and {most:N0} unpacked");
            }

            if (bytes.Length < length)
            {
                break;
            }
        }

        throw Bad(_at, "no header of a page", "one");
    }

    private void ReadDictionary(PageHeader header)
    {
        var bytes = new byte[header.Length];
        PagePacking.Unpack((int)_chunk.Codec, Packed(header.PackedLength), header.PackedLength, bytes);
        _dictionary = bytes.AsMemory(0, checked(header.Values * _size));
    }

    private void Read(PageHeader header, bool withValues)
    {
        Grow(ref _unpacked, header.Length);
        var unpacked = _unpacked.AsSpan(0, header.Length);
        var levels = 0;
        _allDefined = false;
        if (header.Kind == PageKind.Data)
        {
            if (_chunk.Codec == CompressionCodec.UNCOMPRESSED && header.PackedLength == header.Length)
            {
                FileBytes.ReadExactly(_path, _file, _at, unpacked);
            }
            else
            {
                PagePacking.Unpack((int)_chunk.Codec, Packed(header.PackedLength), header.PackedLength, unpacked);
            }

            levels = Repetition(Stated(unpacked, _mostRepetition), header.Values);
            levels += Definition(Stated(unpacked[levels..], _mostDefinition), header.Values);
        }
        else
        {
            // The levels of the second version are not packed, and their length stands in the header.
            var packed = Packed(header.PackedLength);
            levels = checked(header.RepetitionBytes + header.DefinitionBytes);
            Repetition(packed.AsSpan(0, header.RepetitionBytes), header.Values);
            Definition(packed.AsSpan(header.RepetitionBytes, header.DefinitionBytes), header.Values);
            var rest = packed.AsSpan(levels, header.PackedLength - levels).ToArray();
            if (rest.Length > 0)
            {
                PagePacking.Unpack(header.IsPacked ? (int)_chunk.Codec : 0, rest, rest.Length, unpacked[levels..]);
            }
        }

        _slotsHere = header.Values;
        var present = Definitions.IsEmpty ? _slotsHere : Definitions.Count((byte)_mostDefinition);
        Values = withValues ? PageValues.Read(header.Encoding, _unpacked.AsMemory(levels, header.Length - levels), _dictionary, present, _size) : default;
        // It is read anew for each page, and the memory is of more use to another column.
        Return(ref _packed);
        _slots += header.Values;
        _at += header.PackedLength;
    }

    // In the first version the length of levels stands before them.
    private static ReadOnlySpan<byte> Stated(ReadOnlySpan<byte> bytes, int most) =>
        most == 0 ? [] : bytes.Slice(sizeof(int), checked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes)));

    // How many bytes they took, with their length.
    private int Repetition(ReadOnlySpan<byte> bytes, int count)
    {
        if (_mostRepetition == 0)
        {
            return 0;
        }

        Grow(ref _repetitions, count);
        RunLengths.Read(bytes, RunLengths.Bits(_mostRepetition), _mostRepetition, _repetitions.AsSpan(0, count));
        return sizeof(int) + bytes.Length;
    }

    // Mostly nothing is missing, and they are one run.
    private int Definition(ReadOnlySpan<byte> bytes, int count)
    {
        if (_mostDefinition == 0)
        {
            return 0;
        }

        _allDefined = RunLengths.IsOneRun(bytes, RunLengths.Bits(_mostDefinition), _mostDefinition, count);
        if (!_allDefined)
        {
            Grow(ref _definitions, count);
            RunLengths.Read(bytes, RunLengths.Bits(_mostDefinition), _mostDefinition, _definitions.AsSpan(0, count));
        }

        return sizeof(int) + bytes.Length;
    }

    private byte[] Packed(int length)
    {
        Grow(ref _packed, length);
        FileBytes.ReadExactly(_path, _file, _at, _packed.AsSpan(0, length));
        return _packed;
    }

    private void Grow(ref byte[] bytes, int length)
    {
        if (length > bytes.Length)
        {
            Return(ref bytes);
            bytes = _buffers.Rent(length);
        }
    }

    private void Return(ref byte[] bytes)
    {
        _buffers.Return(bytes);
        bytes = [];
    }

    private DataFormatException Bad(long at, string found, string? expected, Exception? inner = null) =>
        new(_path, $"offset {at:N0}, column \"{string.Join('.', _chunk.PathInSchema)}\"", found, expected, "It is damaged, or uses a feature that is not known here: write it again.", inner);
}
