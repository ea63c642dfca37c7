using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>The vectors as "vectors", and each column of the metadata and each map as an array of its own: numbers as float64, texts as numpy's fixed length, maps as float32.</summary>
internal sealed class NpzFileWriter : IVectorWriter
{
    private const int BytesPerCharacter = 4;

    // numpy pads all texts to the longest; beyond this the padding is no longer a service.
    private const long MostTextBytes = 1L << 30;

    // The time that zip gives a member must not make equal contents differ.
    private static readonly DateTimeOffset _time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Name => "NumPy arrays";

    public IReadOnlyList<string> Extensions { get; } = [".npz"];

    public WrittenMetadata Metadata => WrittenMetadata.All;

    public bool HoldsMaps => true;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var notes = new List<string>();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (var member = Member(archive, "vectors"))
        {
            NpyWriter.WriteHeader(member, "<f4", vectors.ElementCount, [vectors.RowCount, vectors.ColumnCount]);
            FloatBytes.Write(member, vectors, cancellationToken);
        }

        var taken = new HashSet<string>(["vectors"], StringComparer.Ordinal);
        foreach (var column in metadata?.Columns ?? [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Free(column.Name, taken);
            if (column.IsNumeric && column.Values.All(WrittenColumn.IsNumber))
            {
                WriteNumbers(archive, name, column);
            }
            else
            {
                WriteTexts(archive, name, column, notes);
            }
        }

        foreach (var map in table.Maps)
        {
            using var member = Member(archive, Free(map.Name, taken));
            NpyWriter.Write(member, map.Positions.Values, [map.Positions.RowCount, map.Positions.Dimensions]);
        }

        return notes;
    }

    private static string Free(string name, HashSet<string> taken)
    {
        name = name.Replace('/', '_').Replace('\\', '_');
        while (!taken.Add(name))
        {
            name += "_";
        }

        return name;
    }

    private static Stream Member(ZipArchive archive, string name)
    {
        var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = _time;
        return entry.Open();
    }

    private static void WriteNumbers(ZipArchive archive, string name, MetadataColumn column)
    {
        using var member = Member(archive, name);
        NpyWriter.WriteHeader(member, "<f8", column.RowCount, [column.RowCount]);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        for (var row = 0; row < column.RowCount; row++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, column.Number(row));
            member.Write(bytes);
        }
    }

    private static void WriteTexts(ZipArchive archive, string name, MetadataColumn column, List<string> notes)
    {
        var length = Math.Max(1, column.Values.Count == 0 ? 0 : column.Values.Max(v => v.EnumerateRunes().Count()));
        if ((long)length * BytesPerCharacter * column.RowCount > MostTextBytes)
        {
            notes.Add($"The column \"{column.Name}\" was left out: its longest text has {length:N0} characters, and numpy stores all texts in that length.");
            return;
        }

        using var member = Member(archive, name);
        NpyWriter.WriteHeader(member, $"<U{length}", column.RowCount, [column.RowCount]);
        var cell = new byte[length * BytesPerCharacter];
        for (var row = 0; row < column.RowCount; row++)
        {
            cell.AsSpan().Clear();
            if (column.Text(row) is { } text)
            {
                Encoding.UTF32.GetBytes(text, cell);
            }

            member.Write(cell);
        }
    }
}
