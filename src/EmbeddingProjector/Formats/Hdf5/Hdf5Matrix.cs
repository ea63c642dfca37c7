using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>Reads the numbers of a dataset: all at once into a table, or piece by piece.</summary>
internal static class Hdf5Matrix
{
    private const int BytesPerReport = 32 << 20;
    private const int ElementsPerStep = 1 << 16;

    /// <summary>Reads a dataset of two axes <c>[rows, columns]</c>. Pieces are unpacked on all cores, each straight into its place.</summary>
    public static VectorTable Read(Hdf5Dataset dataset, int rows, int columns, bool canBeLeftInFile, ReadSettings settings, CancellationToken cancellationToken)
    {
        dataset.RequireReadable();
        if (dataset.Layout is StorageLayout.Chunked chunked && (long)rows * columns > 0)
        {
            return ReadChunks(dataset, new ChunkGrid(dataset, chunked), chunked, rows, columns, settings, cancellationToken);
        }

        using var elements = Elements(dataset, canBeLeftInFile);
        return elements.ReadTable(rows, columns, settings, cancellationToken);
    }

    /// <summary>Hands out all numbers, in the order in which they are stored.</summary>
    public static void Visit(Hdf5Dataset dataset, VisitValues visit, CancellationToken cancellationToken)
    {
        dataset.RequireReadable();
        if (dataset.Layout is not StorageLayout.Chunked)
        {
            using var elements = Elements(dataset);
            elements.Visit(dataset.Info.ElementCount, visit, cancellationToken);
            return;
        }

        var type = dataset.Element.Number!;
        var values = new double[ElementsPerStep];
        foreach (var piece in new Hdf5Rows(dataset).Pieces(cancellationToken))
        {
            for (var done = 0; done < piece.Length; done += ElementsPerStep * type.Size)
            {
                var part = piece.Span[done..Math.Min(piece.Length, done + (ElementsPerStep * type.Size))];
                type.Decode(part, values.AsSpan(0, part.Length / type.Size));
                visit(values.AsSpan(0, part.Length / type.Size));
            }
        }
    }

    /// <summary>The numbers of a dataset that is no more than one axis, or not in chunks, from the first to the last.</summary>
    public static ElementSource Elements(Hdf5Dataset dataset, bool canBeLeftInFile = false)
    {
        dataset.RequireReadable();
        var type = dataset.Element.Number ?? throw new DataFormatException(dataset.File.Path, $"\"{dataset.Name}\"", $"elements of type {dataset.Element.Name}", "numbers");
        return dataset.Layout switch
        {
            StorageLayout.Contiguous { Address: var address } when dataset.ByteCount > 0 => new FileElements(
                dataset.File.Path, Borrowed(dataset.File.File), dataset.File.Origin + address, type, dataset.Element.BigEndian)
            {
                CanBeLeftInFile = canBeLeftInFile,
            },
            _ => new RowElements(new Hdf5Rows(dataset), type),
        };
    }

    // The file stays open when the elements are disposed of.
    private static SafeFileHandle Borrowed(SafeFileHandle file) => new(file.DangerousGetHandle(), ownsHandle: false);

    private static VectorTable ReadChunks(
        Hdf5Dataset dataset, ChunkGrid grid, StorageLayout.Chunked layout, int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        var chunks = ChunkIndex.Read(dataset, layout, grid);
        var type = dataset.Element.Number!;
        var fill = new float[1];
        type.Decode(InThisOrder(dataset, dataset.FillElement().AsSpan(0, type.Size)), fill.AsSpan());
        var step = Math.Clamp(BytesPerReport / grid.ChunkBytes, 16, 4096);
        var rowsPerChunk = (int)Math.Min(rows, grid.ChunkLengths[0]);
        var next = 0;
        return RowBand.Create(rows, columns, rowsPerChunk, settings, band =>
        {
            if (chunks.Count < grid.Count)
            {
                band.Fill(fill[0]);
            }

            // Chunks are in the order of the rows.
            var end = (band.End + (long)rowsPerChunk - 1) / rowsPerChunk * (grid.Count / grid.CountAlong(0));
            while (next < chunks.Count && chunks[next].Number < end)
            {
                var (start, count) = (next, 0);
                while (count < step && start + count < chunks.Count && chunks[start + count].Number < end)
                {
                    count++;
                }

                ParallelBlocks.For(
                    count, 0,
                    () =>
                    {
                        var unpacker = new ChunkUnpacker(dataset.File, dataset.Filters, grid.ChunkBytes);
                        return i => Scatter(chunks[start + i], unpacker, band);
                    },
                    cancellationToken);
                next += count;
                settings.Progress?.Report(next / (double)chunks.Count);
            }
        });

        void Scatter(Chunk chunk, ChunkUnpacker unpacker, RowBand band)
        {
            var unpacked = unpacker.Read(chunk);
            InThisOrder(dataset, unpacked.Span);
            grid.VisitRuns(chunk.Number, (element, inChunk, count) =>
            {
                var row = Math.DivRem(element, columns, out var column);
                type.Decode(unpacked.Span.Slice(inChunk * type.Size, count * type.Size), band.Part((int)row, (int)column, count));
            });
        }
    }

    /// <summary>The bytes of numbers in this machine's order, turned in place.</summary>
    public static Span<byte> InThisOrder(Hdf5Dataset dataset, Span<byte> elements)
    {
        if (dataset.Element is { Number: { } type, BigEndian: var bigEndian } && bigEndian == BitConverter.IsLittleEndian)
        {
            type.Reverse(elements);
        }

        return elements;
    }

    private sealed class RowElements(Hdf5Rows rows, ElementType type) : ElementSource
    {
        public override void Read<T>(Span<T> destination)
        {
            var buffer = new byte[Math.Min(destination.Length, ElementsPerStep) * type.Size];
            while (destination.Length > 0)
            {
                var bytes = buffer.AsSpan(0, Math.Min(destination.Length * type.Size, buffer.Length));
                rows.ReadExactly(bytes);
                type.Decode(bytes, destination[..(bytes.Length / type.Size)]);
                destination = destination[(bytes.Length / type.Size)..];
            }
        }

        public override void Complete()
        {
        }

        public override void Dispose()
        {
        }
    }
}
