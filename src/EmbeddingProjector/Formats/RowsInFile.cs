namespace EmbeddingProjector.Formats;

/// <summary>Rows of a person's file that are read when they are asked for. A file that is cut or written to meanwhile is an error that names it.</summary>
internal static class RowsInFile
{
    /// <summary>A table over elements that lie packed in stretches of <paramref name="rowsPerOffset"/> rows (the last may hold fewer), each at an offset of its own.</summary>
    public static VectorTable Open(string path, IReadOnlyList<long> offsets, int rowsPerOffset, ElementType type, bool bigEndian, int rows, int columns)
    {
        var file = FileBytes.Open(path, FileOptions.SequentialScan);
        var written = File.GetLastWriteTimeUtc(file);
        return RowsOnDemand.Open(rows, columns, file, null, (first, values) =>
        {
            try
            {
                for (var (row, end) = (first, first + (values.Length / columns)); row < end;)
                {
                    var (at, within) = Math.DivRem(row, rowsPerOffset);
                    var count = Math.Min(end - row, rowsPerOffset - within);
                    using var elements = new FileElements(path, file, offsets[at] + ((long)within * columns * type.Size), type, bigEndian, leaveOpen: true);
                    elements.Read(values.Slice((row - first) * columns, count * columns));
                    row += count;
                }

                if (File.GetLastWriteTimeUtc(file) != written)
                {
                    throw new DataFormatException(path, $"row {first:N0}", "the file was written to while it was read", "a file that stays as it is", "Try again when it is complete.");
                }
            }
            catch (IOException e)
            {
                throw new DataFormatException(path, $"row {first:N0}", $"it cannot be read: {e.Message.TrimEnd('.')}", null, "Check that the file is still there and may be read.", e);
            }
        });
    }
}
