using System.Globalization;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A dataset as its header describes it; nothing of its values has been read.</summary>
internal sealed class Hdf5Dataset
{
    // As for archives: what expands further is no table that somebody wants to see.
    private const long MostExpansion = 256;
    private const long AlwaysAllowedBytes = 64L << 20;
    private const int MostChunkBytes = 1 << 30;

    private readonly ReadOnlyMemory<byte> _fill;

    public Hdf5Dataset(Hdf5Bytes file, string name, ObjectHeader header)
    {
        File = file;
        Name = name;
        Header = header;
        Type = DatatypeReader.Read(Require(MessageKind.Datatype).Open(file));
        Space = Dataspace.Read(Require(MessageKind.Dataspace).Open(file));
        Layout = StorageLayout.Read(Require(MessageKind.Layout), file);
        Filters = header.Find(MessageKind.Filters) is { } filters ? FilterPipeline.Read(filters.Open(file)) : [];
        Element = Type.Base ?? Type;
        Shape = [.. Space.Lengths, .. Type.Axes.Select(a => (long)a)];
        if (Shape.Aggregate((Int128)1, (product, length) => product > long.MaxValue ? product : product * Math.Max(length, 1)) > long.MaxValue)
        {
            throw new DataFormatException(file.Path, $"\"{name}\"", $"the shape [{string.Join(", ", Shape)}], which has more elements than any file", null, "The file is damaged: copy or write it again.");
        }

        _fill = header.Find(MessageKind.FillValue) is { } fill ? FillValue(fill) : header.Find(MessageKind.OldFillValue) is { } old ? SizedBytes(old.Open(file), old) : default;
        Problem = FindProblem();
    }

    public Hdf5Bytes File { get; }

    /// <summary>Its path in the file, without the first slash.</summary>
    public string Name { get; }

    public ObjectHeader Header { get; }

    /// <summary>What an element of the dataspace is.</summary>
    public Datatype Type { get; }

    /// <summary>What a number is: the elements of the arrays, where the dataspace holds arrays.</summary>
    public Datatype Element { get; }

    public Dataspace Space { get; }

    /// <summary>The axes of the dataspace and those of the arrays in it.</summary>
    public IReadOnlyList<long> Shape { get; }

    public StorageLayout Layout { get; }

    public IReadOnlyList<Filter> Filters { get; }

    /// <summary>Why its values cannot be read, or null.</summary>
    public string? Problem { get; }

    /// <summary>Bytes of all values.</summary>
    public Int128 ByteCount => Space.Count * Type.Size;

    /// <summary>It as others list it.</summary>
    public TensorInfo Info => new(Name, Element.Name, Shape, Element.Number is not null, Problem);

    /// <summary>Whether an object is a dataset.</summary>
    public static bool IsDataset(ObjectHeader header) => header.Find(MessageKind.Layout) is not null && header.Find(MessageKind.Datatype) is not null;

    /// <summary>Fails for what cannot be read.</summary>
    public void RequireReadable()
    {
        if (Problem is not null)
        {
            throw new DataFormatException(File.Path, $"\"{Name}\"", Problem);
        }
    }

    /// <summary>The bytes of an element that was never written.</summary>
    public byte[] FillElement()
    {
        var fill = new byte[Type.Size];
        if (_fill.Length == fill.Length)
        {
            _fill.CopyTo(fill);
        }

        return fill;
    }

    private string? FindProblem()
    {
        var expanded = ByteCount > AlwaysAllowedBytes && ByteCount / MostExpansion > File.Length;
        return Header.Find(MessageKind.ExternalFiles) is not null ? "its values lie in other files (external storage), which are not opened: write it into one file (h5repack)"
            : Space.IsNull ? "it has no values (a null dataspace)"
            : Type.Size == 0 ? "its elements have no bytes"
            : Layout switch
            {
                StorageLayout.Virtual => "it is a virtual dataset, put together from others: write its values into a dataset of their own",
                StorageLayout.Contiguous { Address: Hdf5Bytes.Undefined } when ByteCount > 0 => "its values were never written",
                StorageLayout.Contiguous { Address: var address } when ByteCount > 0 && (ByteCount > long.MaxValue || !File.Holds(address, (long)ByteCount)) =>
                    Text($"its shape [{string.Join(", ", Shape)}] of {Element.Name} needs {ByteCount:N0} bytes from offset {File.Origin + address:N0}, the file ends {File.Length - address:N0} behind it: it was cut short"),
                StorageLayout.Compact { Values.Length: var length } when ByteCount > length => Text($"its shape [{string.Join(", ", Shape)}] of {Element.Name} needs {ByteCount:N0} bytes, its header holds {length:N0}"),
                StorageLayout.Chunked { Address: Hdf5Bytes.Undefined } when ByteCount > 0 => "its values were never written",
                StorageLayout.Chunked chunked when ChunkProblem(chunked) is { } problem => problem,
                StorageLayout.Chunked when FilterPipeline.Problem(Filters) is { } problem => problem,
                StorageLayout.Chunked when expanded => Text($"its shape [{string.Join(", ", Shape)}] of {Element.Name} needs {ByteCount:N0} bytes, more than {MostExpansion} times the {File.Length:N0} of the file"),
                _ => null,
            };
    }

    private string? ChunkProblem(StorageLayout.Chunked chunked)
    {
        if (chunked.Lengths.Count != Space.Lengths.Count || chunked.ElementSize != Type.Size)
        {
            return Text($"its chunks [{string.Join(", ", chunked.Lengths)}] of {chunked.ElementSize:N0} bytes do not fit its shape [{string.Join(", ", Space.Lengths)}] of {Type.Size:N0}");
        }

        var bytes = chunked.Lengths.Aggregate((Int128)Type.Size, (product, length) => product > long.MaxValue ? product : product * length);
        return bytes > MostChunkBytes || (bytes > AlwaysAllowedBytes && bytes / MostExpansion > File.Length)
            ? Text($"its chunks [{string.Join(", ", chunked.Lengths)}] are of {bytes:N0} bytes, too large for a file of {File.Length:N0}: write it with smaller ones")
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private ReadOnlyMemory<byte> FillValue(HeaderMessage message)
    {
        const int DefinedFlag = 0x20;
        var cursor = message.Open(File);
        var version = cursor.Version(1, 3, "fill value");
        if (version == 3)
        {
            return (cursor.Byte() & DefinedFlag) != 0 ? SizedBytes(cursor, message) : default;
        }

        cursor.Skip(2);
        return cursor.Byte() != 0 && cursor.Left >= 4 ? SizedBytes(cursor, message) : default;
    }

    private static ReadOnlyMemory<byte> SizedBytes(Hdf5Cursor cursor, HeaderMessage message)
    {
        var size = cursor.UInt32();
        cursor.Skip(size);
        return message.Body.Slice(cursor.Position - (int)size, (int)size);
    }

    private HeaderMessage Require(MessageKind kind) =>
        Header.Find(kind) ?? throw new DataFormatException(File.Path, $"\"{Name}\"", $"a dataset without a {kind} message", null, "The file is damaged: copy or write it again.");
}
