using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>
/// The numbers of a column whose own account says that every row has exactly so many; that it is so is checked on the way, and what is not is an error that names
/// the row.
/// </summary>
internal sealed class UniformPages(string path, string column, ColumnPages pages, ElementType type, int length, int mostDefinition) : ElementSource
{
    private ReadOnlyMemory<byte> _left;
    private long _slots;

    public override void Read<T>(Span<T> destination)
    {
        while (destination.Length > 0)
        {
            if (_left.IsEmpty)
            {
                Advance();
            }

            var count = Math.Min(destination.Length, _left.Length / type.Size);
            var bytes = _left.Span[..(count * type.Size)];
            if (typeof(T) == typeof(float) && type == ElementType.Float32)
            {
                bytes.CopyTo(MemoryMarshal.AsBytes(destination));
            }
            else
            {
                type.Decode(bytes, destination[..count]);
            }

            _left = _left[bytes.Length..];
            destination = destination[count..];
        }
    }

    public override void Complete()
    {
    }

    public override void Dispose()
    {
        _left = default;
        pages.Dispose();
    }

    private void Advance()
    {
        if (!pages.Next())
        {
            throw new DataFormatException(path, $"column \"{column}\"", $"{_slots:N0} numbers in its pages", "more, as the column states", "It is damaged: copy or write it again.");
        }

        if (mostDefinition > 0 && pages.Definitions.IndexOfAnyExcept((byte)mostDefinition) is >= 0 and var missing)
        {
            throw Bad(_slots + missing, "a number that is missing");
        }

        for (var slot = 0; slot < pages.Repetitions.Length;)
        {
            var within = (int)((_slots + slot) % length);
            var row = pages.Repetitions.Slice(slot, Math.Min(length - within, pages.Repetitions.Length - slot));
            if (within == 0 && row[0] != 0)
            {
                throw Bad(_slots + slot - 1, $"more than {length:N0} numbers");
            }

            var inner = within == 0 ? row[1..] : row;
            if (inner.IndexOf((byte)0) is >= 0 and var early)
            {
                throw Bad(_slots + slot, $"{(within == 0 ? 1 : within) + early:N0} numbers");
            }

            slot += row.Length;
        }

        _slots += pages.Slots;
        _left = pages.Values;
    }

    private DataFormatException Bad(long slot, string found) =>
        new(path, $"row {slot / length}, column \"{column}\"", found, $"{length:N0} numbers, as the first row has", "Give every row a vector of one length, or leave those without one out.");
}
