using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Reads a matrix that is stored column by column into a row-major table. It goes over tiles of some columns and some rows, so
/// that the file is read in long stretches and the table written in whole cache lines.
/// </summary>
internal sealed class FortranOrderReader(string path, SafeFileHandle file, NpyHeader header)
{
    private const int ElementsPerBlock = 1 << 24;
    private const int ElementsPerTile = 1 << 18;
    private const int ColumnsPerTile = 16;

    private readonly ElementType _type = header.Elements!;
    private readonly bool _reversed = header.Elements!.Size > 1 && header.BigEndian == BitConverter.IsLittleEndian;

    public VectorTable Read(int rows, int columns, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var rowsPerBlock = Math.Min(rows, Math.Max(1, ElementsPerBlock / columns));
        var blocks = new float[((rows - 1) / rowsPerBlock) + 1][];
        for (var block = 0; block < blocks.Length; block++)
        {
            var blockRows = Math.Min(rowsPerBlock, rows - (block * rowsPerBlock));
            blocks[block] = GC.AllocateUninitializedArray<float>(blockRows * columns);
        }

        // Short columns follow each other closely enough to be read many at a time.
        var tileRows = Math.Min(rows, ElementsPerTile / ColumnsPerTile);
        var tileColumns = Math.Min(columns, tileRows < rows ? ColumnsPerTile : Math.Max(ColumnsPerTile, ElementsPerTile / rows));
        var tile = ArrayPool<float>.Shared.Rent(tileRows * tileColumns);
        var bytes = ArrayPool<byte>.Shared.Rent(tileRows * (tileRows < rows ? 1 : tileColumns) * _type.Size);
        for (var column = 0; column < columns; column += tileColumns)
        {
            var columnCount = Math.Min(tileColumns, columns - column);
            for (var row = 0; row < rows; row += tileRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rowCount = Math.Min(tileRows, rows - row);
                ReadTile(rows, row, rowCount, column, columnCount, bytes, tile);
                for (var r = 0; r < rowCount; r++)
                {
                    var block = Math.DivRem(row + r, rowsPerBlock, out var within);
                    var target = blocks[block].AsSpan((within * columns) + column, columnCount);
                    for (var c = 0; c < columnCount; c++)
                    {
                        target[c] = tile[(c * rowCount) + r];
                    }
                }
            }

            progress?.Report((column + columnCount) / (double)columns);
        }

        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<float>.Shared.Return(tile);
        return new VectorTable([.. blocks.Select(block => (ReadOnlyMemory<float>)block)], rowsPerBlock, rows, columns);
    }

    private void ReadTile(long rows, int row, int rowCount, int column, int columnCount, byte[] bytes, Span<float> tile)
    {
        var columnsAtOnce = rowCount == rows ? columnCount : 1;
        for (var c = 0; c < columnCount; c += columnsAtOnce)
        {
            var stretch = bytes.AsSpan(0, rowCount * columnsAtOnce * _type.Size);
            FileBytes.ReadExactly(path, file, header.DataOffset + ((((column + (long)c) * rows) + row) * _type.Size), stretch);
            if (_reversed)
            {
                _type.Reverse(stretch);
            }

            _type.Decode(stretch, tile.Slice(c * rowCount, rowCount * columnsAtOnce));
        }
    }
}
