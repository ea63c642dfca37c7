using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Reads a matrix that is stored column by column into a row-major table. It goes over tiles of some columns and some rows, so
/// that the file is read in long stretches and the table written in whole cache lines.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="file">The open file.</param>
/// <param name="offset">Where the first element is.</param>
/// <param name="columnStride">Elements from the begin of one column to that of the next; the number of rows where nothing lies between.</param>
/// <param name="type">The elements.</param>
/// <param name="bigEndian">Their byte order.</param>
internal sealed class FortranOrderReader(string path, SafeFileHandle file, long offset, long columnStride, ElementType type, bool bigEndian)
{
    private const int ElementsPerTile = 1 << 18;
    private const int ColumnsPerTile = 16;

    private readonly bool _reversed = type.Size > 1 && bigEndian == BitConverter.IsLittleEndian;

    public VectorTable Read(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken) =>
        RowBand.Create(rows, columns, 1, settings, band => Read(band, rows, columns, settings.Progress, cancellationToken));

    /// <summary>The same from a source that can only be read from front to back, some columns at a time.</summary>
    public static VectorTable ReadColumns(ElementSource source, int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.Storage.Holds(rows, columns))
        {
            // The columns are put down first, as the rows of another table: a band of rows needs a part of each.
            using var stored = source.ReadGrowing(columns, rows, settings, cancellationToken);
            return RowBand.Create(rows, columns, 1, settings, band => Transpose(stored, band, cancellationToken));
        }

        var table = RowBand.Create(rows, columns, rows, settings, band =>
        {
            var columnsAtOnce = Math.Clamp(ElementsPerTile / rows, 1, columns);
            var stretch = new float[columnsAtOnce * (long)rows];
            for (var column = 0; column < columns; column += columnsAtOnce)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(columnsAtOnce, columns - column);
                source.Read(stretch.AsSpan(0, count * rows));
                for (var row = 0; row < rows; row++)
                {
                    var target = band.Part(row, column, count);
                    for (var c = 0; c < count; c++)
                    {
                        target[c] = stretch[(c * rows) + row];
                    }
                }

                settings.Progress?.Report((column + count) / (double)columns);
            }
        });
        source.Complete();
        return table;
    }

    private static void Transpose(VectorTable stored, RowBand band, CancellationToken cancellationToken)
    {
        var columns = stored.RowCount;
        for (var column = 0; column < columns; column += ColumnsPerTile)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(ColumnsPerTile, columns - column);
            for (var row = band.First; row < band.End; row++)
            {
                var target = band.Part(row, column, count);
                for (var c = 0; c < count; c++)
                {
                    target[c] = stored.Row(column + c)[row];
                }
            }
        }
    }

    private void Read(RowBand band, int rows, int columns, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // Short columns follow each other closely enough to be read many at a time.
        var tileRows = Math.Min(band.Count, ElementsPerTile / ColumnsPerTile);
        var tileColumns = Math.Min(columns, tileRows < rows ? ColumnsPerTile : Math.Max(ColumnsPerTile, ElementsPerTile / rows));
        var tile = ArrayPool<float>.Shared.Rent(tileRows * tileColumns);
        var bytes = ArrayPool<byte>.Shared.Rent(tileRows * (tileRows < rows ? 1 : tileColumns) * type.Size);
        for (var column = 0; column < columns; column += tileColumns)
        {
            var columnCount = Math.Min(tileColumns, columns - column);
            for (var row = band.First; row < band.End; row += tileRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rowCount = Math.Min(tileRows, band.End - row);
                ReadTile(rows, row, rowCount, column, columnCount, bytes, tile);
                for (var r = 0; r < rowCount; r++)
                {
                    var target = band.Part(row + r, column, columnCount);
                    for (var c = 0; c < columnCount; c++)
                    {
                        target[c] = tile[(c * rowCount) + r];
                    }
                }
            }

            progress?.Report((((double)band.First * columns) + ((column + columnCount) * (double)band.Count)) / ((double)rows * columns));
        }

        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<float>.Shared.Return(tile);
    }

    private void ReadTile(long rows, int row, int rowCount, int column, int columnCount, byte[] bytes, Span<float> tile)
    {
        var columnsAtOnce = rowCount == rows && columnStride == rows ? columnCount : 1;
        for (var c = 0; c < columnCount; c += columnsAtOnce)
        {
            var stretch = bytes.AsSpan(0, rowCount * columnsAtOnce * type.Size);
            FileBytes.ReadExactly(path, file, offset + ((((column + (long)c) * columnStride) + row) * type.Size), stretch);
            if (_reversed)
            {
                type.Reverse(stretch);
            }

            type.Decode(stretch, tile.Slice(c * rowCount, rowCount * columnsAtOnce));
        }
    }
}
