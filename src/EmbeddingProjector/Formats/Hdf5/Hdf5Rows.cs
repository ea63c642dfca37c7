namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// The bytes of a dataset from the first element to the last, numbers in this machine's order. Chunks follow each other as they lie in the grid, which is
/// the order of the elements where there is one axis.
/// </summary>
internal sealed class Hdf5Rows
{
    private const int PieceBytes = 1 << 18;

    private readonly Hdf5Dataset _dataset;
    private readonly IEnumerator<ReadOnlyMemory<byte>> _pieces;
    private ReadOnlyMemory<byte> _rest;

    public Hdf5Rows(Hdf5Dataset dataset)
    {
        dataset.RequireReadable();
        _dataset = dataset;
        _pieces = Pieces(CancellationToken.None).GetEnumerator();
    }

    /// <summary>Fills the bytes with the next elements.</summary>
    public void ReadExactly(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_rest.IsEmpty)
            {
                _rest = _pieces.MoveNext() ? _pieces.Current
                    : throw new DataFormatException(_dataset.File.Path, $"\"{_dataset.Name}\"", "it ends here", $"{bytes.Length:N0} more bytes");
                continue;
            }

            var count = Math.Min(bytes.Length, _rest.Length);
            _rest.Span[..count].CopyTo(bytes);
            _rest = _rest[count..];
            bytes = bytes[count..];
        }
    }

    /// <summary>All elements in pieces of whole elements; each is valid until the next.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces(CancellationToken cancellationToken) => _dataset.Layout switch
    {
        StorageLayout.Chunked chunked => Chunks(chunked, cancellationToken),
        StorageLayout.Compact { Values: var values } => [Turned(values[..(int)_dataset.ByteCount].ToArray())],
        StorageLayout.Contiguous { Address: var address } => Stretches(address, cancellationToken),
        _ => [],
    };

    private IEnumerable<ReadOnlyMemory<byte>> Stretches(long address, CancellationToken cancellationToken)
    {
        var file = _dataset.File;
        var length = (long)_dataset.ByteCount;
        var size = Math.Max(1, PieceBytes / _dataset.Type.Size) * (long)_dataset.Type.Size;
        var buffer = new byte[Math.Min(size, length)];
        for (long done = 0; done < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - done));
            FileBytes.ReadExactly(file.Path, file.File, file.Origin + address + done, piece.Span);
            done += piece.Length;
            yield return Turned(piece);
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Chunks(StorageLayout.Chunked layout, CancellationToken cancellationToken)
    {
        if (_dataset.ByteCount == 0)
        {
            yield break;
        }

        var grid = new ChunkGrid(_dataset, layout);
        var chunks = ChunkIndex.Read(_dataset, layout, grid);
        var unpacker = new ChunkUnpacker(_dataset.File, _dataset.Filters, grid.ChunkBytes);
        var clipped = new byte[grid.ChunkBytes];
        var written = 0;
        for (long number = 0; number < grid.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> chunk;
            if (written < chunks.Count && chunks[written].Number == number)
            {
                chunk = unpacker.Read(chunks[written++]);
            }
            else
            {
                Fill(clipped);
                chunk = clipped.ToArray();
            }

            var length = 0;
            grid.VisitRuns(number, (_, inChunk, count) =>
            {
                chunk.Span.Slice(inChunk * grid.ElementSize, count * grid.ElementSize).CopyTo(clipped.AsSpan(length));
                length += count * grid.ElementSize;
            });
            yield return Turned(clipped.AsMemory(0, length));
        }
    }

    private void Fill(byte[] elements)
    {
        var fill = _dataset.FillElement();
        for (var at = 0; at < elements.Length; at += fill.Length)
        {
            fill.CopyTo(elements, at);
        }
    }

    private ReadOnlyMemory<byte> Turned(Memory<byte> elements)
    {
        Hdf5Matrix.InThisOrder(_dataset, elements.Span);
        return elements;
    }
}
