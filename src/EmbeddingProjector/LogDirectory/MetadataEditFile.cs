using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Keeps <see cref="MetadataEdits"/> as JSON in <c>.embedding-projector/edits</c> of the log directory, or, where that cannot be written,
/// in a directory of the person's own. Each number of rows has a file of its own: edits of a metadata file that was written anew with
/// more rows are kept aside, and count again when it has the old ones.
/// </summary>
public sealed class MetadataEditFile
{
    private const int Format = 1;
    private static readonly string[] _folders = [".embedding-projector", "edits"];

    private readonly MetadataEditKey _key;
    private readonly string _stem;
    private readonly string? _beside;
    private readonly string? _own;

    /// <summary>The file of a key.</summary>
    /// <param name="key">Whose edits.</param>
    /// <param name="ownDirectory">Where they are kept when the log directory cannot be written; null for nowhere. See <see cref="DefaultDirectory"/>.</param>
    public MetadataEditFile(MetadataEditKey key, string? ownDirectory)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        var root = key.HasNoDirectory || Directory.Exists(key.LogPath) ? key.LogPath : Path.GetDirectoryName(Path.GetFullPath(key.LogPath))!;
        var metadata = key.MetadataPath is null ? "" : key.HasNoDirectory ? key.MetadataPath : Path.GetRelativePath(root, key.MetadataPath).Replace('\\', '/');
        _stem = Digest($"{key.Run}\0{key.Tensor}\0{metadata}");
        _beside = key.HasNoDirectory ? null : Path.Combine([root, .. _folders, $"{_stem}-{key.Rows}.json"]);
        _own = ownDirectory is null ? null : Path.Combine(ownDirectory, $"{Digest(key.HasNoDirectory ? root : Path.GetFullPath(root))}-{_stem}-{key.Rows}.json");
    }

    /// <summary>Where edits are kept when the log directory cannot be written: the cache directory of the person.</summary>
    public static string DefaultDirectory => CacheDirectory.For("edits");

    /// <summary>Where the edits are; null when there are none.</summary>
    public string? Location => Newest();

    /// <summary>Whether they are elsewhere than beside the data.</summary>
    public bool IsElsewhere => Newest() is { } path && path == _own;

    /// <summary>Whether there is no place beside the data.</summary>
    public bool HasNoDirectory => _beside is null;

    /// <summary>Reads the edits; empty when there are none.</summary>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public MetadataEdits Load()
    {
        var edits = new MetadataEdits();
        if (Newest() is not { } path)
        {
            return edits;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.GetProperty("format").GetInt32() != Format)
            {
                throw new FormatException($"format {document.RootElement.GetProperty("format")}");
            }

            foreach (var edit in document.RootElement.GetProperty("edits").EnumerateArray())
            {
                var column = edit.GetProperty("column").GetString() ?? throw new FormatException("a column without a name");
                var cell = new EditedCell(edit.GetProperty("text").GetString(), edit.GetProperty("was").GetString());
                foreach (var row in RowList.Parse(edit.GetProperty("rows").GetString() ?? "", _key.Rows, "rows"))
                {
                    edits.Restore(column, row, cell);
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DataFormatException(
                path, null, $"what is no list of edits ({e.Message.TrimEnd('.')})", "edits as this program writes them",
                "Correct it or move it away. It is not read, and no new edit is kept in its place.", e);
        }

        return edits;
    }

    /// <summary>Writes the edits, whole or not at all; where there are none left, their file goes.</summary>
    /// <exception cref="IOException">They can be written nowhere.</exception>
    public void Save(MetadataEdits edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        if (edits.CellCount == 0)
        {
            Delete(_beside);
            Delete(_own);
            return;
        }

        if (_beside is null)
        {
            PartialFile.Write(_own ?? throw new IOException("there is no directory for edits of what is no file"), stream => Write(stream, edits));
            return;
        }

        try
        {
            PartialFile.Write(_beside, stream => Write(stream, edits));
            Delete(_own);
        }
        catch (IOException) when (_own is not null)
        {
            PartialFile.Write(_own, stream => Write(stream, edits));
        }
    }

    /// <summary>Files of edits of the same metadata with other numbers of rows.</summary>
    public IReadOnlyList<(string Path, int Rows)> Aside()
    {
        var found = new List<(string, int)>();
        foreach (var current in (ReadOnlySpan<string?>)[_beside, _own])
        {
            var directory = Path.GetDirectoryName(current);
            if (current is null || !Directory.Exists(directory))
            {
                continue;
            }

            var stem = Path.GetFileName(current)[..^$"{_key.Rows}.json".Length];
            foreach (var path in Directory.EnumerateFiles(directory, $"{stem}*.json").Order(StringComparer.Ordinal))
            {
                if (path != current && int.TryParse(Path.GetFileNameWithoutExtension(path)[stem.Length..], out var rows))
                {
                    found.Add((path, rows));
                }
            }
        }

        return found;
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    // An edit that was kept elsewhere and is older than what is beside the data comes from before that could be written.
    private string? Newest()
    {
        var files = new[] { _beside, _own }.Where(File.Exists).ToList();
        return files.Count == 0 ? null : files.MaxBy(path => File.GetLastWriteTimeUtc(path!));
    }

    private static void Delete(string? path)
    {
        if (path is not null && File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private void Write(Stream stream, MetadataEdits edits)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteNumber("format", Format);
        writer.WriteString("run", _key.Run);
        writer.WriteString("tensor", _key.Tensor);
        writer.WriteString("metadata", _key.MetadataPath is null ? null : Path.GetFileName(_key.MetadataPath));
        writer.WriteNumber("rows", _key.Rows);
        writer.WriteStartArray("edits");
        foreach (var (column, cells) in edits.Columns)
        {
            foreach (var group in cells.GroupBy(cell => cell.Value, cell => cell.Key))
            {
                writer.WriteStartObject();
                writer.WriteString("column", column);
                writer.WriteString("text", group.Key.Text);
                writer.WriteString("was", group.Key.Was);
                writer.WriteString("rows", RowList.Format([.. group.Order()]));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
