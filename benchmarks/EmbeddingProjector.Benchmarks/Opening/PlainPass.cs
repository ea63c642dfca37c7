using System.Buffers.Text;

namespace EmbeddingProjector.Benchmarks.Opening;

/// <summary>
/// The least that opening can be: the file is read front to back in stretches of a megabyte, on one core. Of binary files as many float32 as the matrix has are copied
/// into fresh memory; of text every number is read by <see cref="Utf8Parser"/>, which looks at nothing else.
/// </summary>
internal static class PlainPass
{
    private const int StretchBytes = 1 << 20;

    /// <summary>Whether files with that ending are text.</summary>
    public static bool IsText(string path) => Path.GetExtension(path) is ".csv" or ".tsv" or ".txt" or ".vec" or ".jsonl";

    /// <summary>The pass over one file.</summary>
    public static VectorTable Over(string path, int rows, int columns) => IsText(path) ? OverText(path, rows, columns) : OverBytes(path, rows, columns);

    private static VectorTable OverBytes(string path, int rows, int columns)
    {
        var stretch = new byte[StretchBytes];
        var numbers = new float[stretch.Length / sizeof(float)];
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long at = 0;
        var table = VectorTable.Create(rows, columns, (_, block) =>
        {
            for (var done = 0; done < block.Length;)
            {
                var read = RandomAccess.Read(file, stretch, at);
                at += read;
                var count = Math.Min(numbers.Length, block.Length - done);
                numbers.AsSpan(0, count).CopyTo(block.Slice(done, count));
                done += count;
            }
        });
        for (int read; (read = RandomAccess.Read(file, stretch, at)) > 0;)
        {
            at += read;
        }

        return table;
    }

    private static VectorTable OverText(string path, int rows, int columns)
    {
        var stretch = new byte[StretchBytes];
        var row = new List<float>();
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        using var table = new VectorTableBuilder(columns, rows);
        long at = 0;
        for (int kept = 0, read; (read = RandomAccess.Read(file, stretch.AsSpan(kept), at)) > 0;)
        {
            at += read;
            var bytes = stretch.AsSpan(0, kept + read);
            var whole = bytes.LastIndexOf((byte)'\n') + 1;
            for (var lines = bytes[..whole]; lines.Length > 0;)
            {
                var end = lines.IndexOf((byte)'\n');
                Numbers(lines[..end], row);
                lines = lines[(end + 1)..];
                if (row.Count >= columns)
                {
                    // A header has fewer, and a label that is a number stands in front.
                    System.Runtime.InteropServices.CollectionsMarshal.AsSpan(row)[^columns..].CopyTo(table.Reserve(1));
                }
            }

            bytes[whole..].CopyTo(stretch);
            kept = bytes.Length - whole;
        }

        return table.Build();
    }

    private static void Numbers(ReadOnlySpan<byte> line, List<float> row)
    {
        row.Clear();
        while (line.Length > 0)
        {
            if (Utf8Parser.TryParse(line, out float number, out var used))
            {
                row.Add(number);
                line = line[used..];
            }

            var separator = line.IndexOfAny(" ,\t["u8);
            line = separator < 0 ? default : line[(separator + 1)..];
        }
    }
}
