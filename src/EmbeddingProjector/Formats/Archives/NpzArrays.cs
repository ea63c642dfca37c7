using System.Text;

namespace EmbeddingProjector.Formats.Archives;

/// <summary>Reads the arrays that stand beside a matrix in a .npz file, one value a row, as columns of metadata.</summary>
internal static class NpzArrays
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The column that an array of n numbers or texts makes.</summary>
    public static MetadataColumn Column(ZipArchiveFile archive, ZipEntry entry, string name)
    {
        using var member = archive.Read(entry);
        var header = NpyHeader.Read(archive.Path, member.ReadExactly, entry.Length);
        var column = new MetadataColumnBuilder(name);
        var size = header.Elements?.Size ?? header.TextBytes;
        var count = header.Shape[0];
        var perChunk = Math.Max(1, ChunkBytes / Math.Max(size, 1));
        var buffer = new byte[(int)Math.Min(perChunk, count) * size];
        for (long done = 0; done < count;)
        {
            var values = buffer.AsSpan(0, (int)Math.Min(perChunk, count - done) * size);
            member.ReadExactly(values);
            if (header.Elements is { } type)
            {
                if (header.BigEndian == BitConverter.IsLittleEndian)
                {
                    type.Reverse(values);
                }

                ColumnValues.Add(column, values, type);
            }
            else
            {
                AddTexts(column, values, header);
            }

            done += values.Length / Math.Max(size, 1);
        }

        member.Verify();
        return column.Build();
    }

    // numpy pads texts with zeros to one length.
    private static void AddTexts(MetadataColumnBuilder column, ReadOnlySpan<byte> values, NpyHeader header)
    {
        var encoding = header.IsUnicode ? (header.BigEndian ? new UTF32Encoding(true, false) : Encoding.UTF32) : Encoding.UTF8;
        for (; values.Length > 0; values = values[header.TextBytes..])
        {
            var text = encoding.GetString(values[..header.TextBytes]).TrimEnd('\0');
            if (text.Length == 0)
            {
                column.Add((string?)null);
            }
            else
            {
                column.Add(text);
            }
        }
    }
}
