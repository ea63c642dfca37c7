namespace EmbeddingProjector.Formats;

/// <summary>Elements that are in memory already, in this machine's byte order; where there are fewer than asked for, the last one repeats.</summary>
internal sealed class MemoryElements(ReadOnlyMemory<byte> values, ElementType type) : ElementSource
{
    private int _position;

    public override void Read<T>(Span<T> destination)
    {
        var count = Math.Min(destination.Length, (values.Length - _position) / type.Size);
        type.Decode(values.Span.Slice(_position, count * type.Size), destination[..count]);
        _position += count * type.Size;
        if (count < destination.Length)
        {
            type.Decode(values.Span[^type.Size..], destination.Slice(count, 1));
            destination[(count + 1)..].Fill(destination[count]);
        }
    }

    public override void Complete()
    {
    }

    public override void Dispose()
    {
    }
}
