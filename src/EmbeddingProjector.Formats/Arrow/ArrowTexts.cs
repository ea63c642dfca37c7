using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using EmbeddingProjector.Formats.Columnar;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>The cells of a column as texts; null where they are missing.</summary>
internal static class ArrowTexts
{
    private const int ViewBytes = 16;
    private const int InlineBytes = 12;
    private const int BufferBytes = 1 << 16;

    /// <summary>Whether cells of a kind have a text of their own.</summary>
    public static bool IsReadable(ArrowKind kind) => kind is not (ArrowKind.Null or ArrowKind.List or ArrowKind.LargeList or ArrowKind.FixedSizeList or ArrowKind.Struct or ArrowKind.Other);

    /// <summary>All cells of a column that is stored as <paramref name="type"/>.</summary>
    public static IEnumerable<string?> Of(ArrowContent content, ArrowArray column, ArrowType type)
    {
        var cells = type.Kind switch
        {
            ArrowKind.Text => Characters(content, column, System.Array.ConvertAll(Offsets<int>(content, column), o => (long)o)),
            ArrowKind.LargeText => Characters(content, column, Offsets<long>(content, column)),
            ArrowKind.TextView => Views(content, column),
            ArrowKind.Boolean => Bits(content.Read(column.Buffers[1], (column.Length + 7) / 8), column.Length),
            _ => Cells(content, column, type),
        };
        return column.Missing == 0 ? cells : Present(content, column, cells);
    }

    private static IEnumerable<string?> Present(ArrowContent content, ArrowArray column, IEnumerable<string?> cells)
    {
        var bits = content.Read(column.Buffers[0], (column.Length + 7) / 8);
        return cells.Select((cell, row) => ((bits[row >> 3] >> (row & 7)) & 1) != 0 ? cell : null);
    }

    // A column without rows may leave its offsets out.
    private static T[] Offsets<T>(ArrowContent content, ArrowArray column)
        where T : unmanaged => column.Length == 0 ? new T[1] : content.Read<T>(column.Buffers[1], column.Length + 1);

    private static IEnumerable<string?> Characters(ArrowContent content, ArrowArray column, long[] offsets)
    {
        content.Require(column.Buffers[2], offsets[^1]);
        using var stream = new BufferedStream(content.Open(column.Buffers[2]), BufferBytes);
        var bytes = new byte[256];
        long at = 0;
        for (var row = 0; row < column.Length; row++)
        {
            var length = offsets[row + 1] - offsets[row];
            if (offsets[row] < at || length < 0 || offsets[row + 1] > offsets[^1])
            {
                throw new InvalidDataException($"column \"{column.Field.Name}\": the text of row {row:N0} goes from byte {offsets[row]:N0} to {offsets[row + 1]:N0} of {offsets[^1]:N0}");
            }

            // Texts need not begin with the buffer.
            for (; at < offsets[row]; at += Math.Min(bytes.Length, offsets[row] - at))
            {
                content.ReadExactly(column.Buffers[2], stream, bytes.AsSpan(0, (int)Math.Min(bytes.Length, offsets[row] - at)));
            }

            bytes = length <= bytes.Length ? bytes : new byte[checked((int)Math.Max(length, 2L * bytes.Length))];
            content.ReadExactly(column.Buffers[2], stream, bytes.AsSpan(0, (int)length));
            at += length;
            yield return Encoding.UTF8.GetString(bytes, 0, (int)length);
        }
    }

    // A view is the length of the text and either the text, or its first four bytes, the number of a buffer and an offset in it.
    private static IEnumerable<string?> Views(ArrowContent content, ArrowArray column)
    {
        var views = content.Read(column.Buffers[1], column.Length * ViewBytes);
        var buffers = new byte[]?[column.Buffers.Count - 2];
        for (var row = 0; row < column.Length; row++)
        {
            var (at, length) = (row * ViewBytes, BinaryPrimitives.ReadInt32LittleEndian(views.AsSpan(row * ViewBytes)));
            if (length is >= 0 and <= InlineBytes)
            {
                yield return Encoding.UTF8.GetString(views, at + sizeof(int), length);
                continue;
            }

            var (buffer, offset) = (BinaryPrimitives.ReadInt32LittleEndian(views.AsSpan(at + 8)), BinaryPrimitives.ReadInt32LittleEndian(views.AsSpan(at + 12)));
            var bytes = buffer >= 0 && buffer < buffers.Length ? buffers[buffer] ??= content.Read(column.Buffers[2 + buffer], content.Length(column.Buffers[2 + buffer])) : [];
            yield return length >= 0 && offset >= 0 && length <= bytes.Length - offset ? Encoding.UTF8.GetString(bytes, offset, length)
                : throw new InvalidDataException($"column \"{column.Field.Name}\": the text of row {row:N0} lies at byte {offset:N0} of buffer {buffer:N0} and has {length:N0}");
        }
    }

    private static IEnumerable<string?> Bits(byte[] bits, long count)
    {
        for (var row = 0; row < count; row++)
        {
            yield return CellText.Of(((bits[row >> 3] >> (row & 7)) & 1) != 0);
        }
    }

    private static IEnumerable<string?> Cells(ArrowContent content, ArrowArray column, ArrowType type)
    {
        content.Require(column.Buffers[1], checked(column.Length * type.Size));
        using var stream = new BufferedStream(content.Open(column.Buffers[1]), BufferBytes);
        var cell = new byte[type.Size];
        for (long row = 0; row < column.Length; row++)
        {
            content.ReadExactly(column.Buffers[1], stream, cell);
            yield return Cell(cell, type);
        }
    }

    private static string? Cell(byte[] cell, ArrowType type) => type.Kind switch
    {
        ArrowKind.Number => Number(cell, type.Elements!),
        ArrowKind.Date32 => Date(BinaryPrimitives.ReadInt32LittleEndian(cell)),
        ArrowKind.Date64 => Date(BinaryPrimitives.ReadInt64LittleEndian(cell) / 86_400_000),
        ArrowKind.Time => CellText.Of(Span(cell.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(cell) : BinaryPrimitives.ReadInt64LittleEndian(cell), type.UnitsPerSecond)),
        ArrowKind.Duration => CellText.Of(Span(BinaryPrimitives.ReadInt64LittleEndian(cell), type.UnitsPerSecond)),
        ArrowKind.Timestamp => Time(BinaryPrimitives.ReadInt64LittleEndian(cell), type),
        ArrowKind.Decimal => Decimal(new BigInteger(cell), type.Scale),
        _ => null,
    };

    private static string? Number(byte[] cell, ElementType type) => type.Name switch
    {
        "int8" => CellText.Of((sbyte)cell[0]),
        "uint8" => CellText.Of(cell[0]),
        "int16" => CellText.Of(BinaryPrimitives.ReadInt16LittleEndian(cell)),
        "uint16" => CellText.Of(BinaryPrimitives.ReadUInt16LittleEndian(cell)),
        "int32" => CellText.Of(BinaryPrimitives.ReadInt32LittleEndian(cell)),
        "uint32" => CellText.Of(BinaryPrimitives.ReadUInt32LittleEndian(cell)),
        "int64" => CellText.Of(BinaryPrimitives.ReadInt64LittleEndian(cell)),
        "uint64" => CellText.Of(BinaryPrimitives.ReadUInt64LittleEndian(cell)),
        "float16" => CellText.Of(BinaryPrimitives.ReadHalfLittleEndian(cell)),
        "float32" => CellText.Of(BinaryPrimitives.ReadSingleLittleEndian(cell)),
        _ => CellText.Of(BinaryPrimitives.ReadDoubleLittleEndian(cell)),
    };

    // What lies outside of the calendar stays the number it is.
    private static string? Date(long days) =>
        days >= -719_162 && days <= 2_932_896 ? CellText.Of(DateOnly.FromDayNumber((int)days + 719_162)) : CellText.Of(days);

    private static string? Time(long units, ArrowType type)
    {
        var ticks = (Int128)units * TimeSpan.TicksPerSecond / type.UnitsPerSecond;
        var time = DateTime.UnixEpoch.Ticks + ticks;
        return time < 0 || time > DateTime.MaxValue.Ticks ? CellText.Of(units)
            : type.Zone ? CellText.Of(new DateTimeOffset((long)time, TimeSpan.Zero))
            : CellText.Of(new DateTime((long)time));
    }

    private static TimeSpan Span(long units, long unitsPerSecond) =>
        new((long)Int128.Clamp((Int128)units * TimeSpan.TicksPerSecond / unitsPerSecond, long.MinValue, long.MaxValue));

    private static string Decimal(BigInteger value, int scale)
    {
        if (scale <= 0)
        {
            return (value * BigInteger.Pow(10, Math.Min(-scale, 100))).ToString(CultureInfo.InvariantCulture);
        }

        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Min(scale, 1000) + 1, '0');
        var point = digits.Length - Math.Min(scale, 1000);
        return $"{(value.Sign < 0 ? "-" : "")}{digits[..point]}.{digits[point..]}";
    }
}
