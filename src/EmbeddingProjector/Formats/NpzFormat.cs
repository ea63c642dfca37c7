using EmbeddingProjector.Formats.Archives;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Several arrays in one file, as numpy.savez and numpy.savez_compressed write them: a zip archive of .npy files. Arrays of one value a row that
/// stand beside a matrix (words, labels) become its metadata, and arrays of two or three values a row its maps. Python objects are listed and refused; nothing is unpickled.
/// </summary>
public sealed class NpzFormat : IVectorFormat
{
    private const string Extension = ".npy";

    private NpzFormat()
    {
    }

    /// <summary>The format.</summary>
    public static NpzFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "NumPy arrays (.npz)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        // The name of the first member stands behind its header of 30 bytes.
        const int NameOffset = 30;
        return ZipArchiveFile.IsZip(firstBytes)
            && (Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase)
                || (firstBytes.Length > NameOffset && firstBytes[NameOffset..Math.Min(firstBytes.Length, NameOffset + firstBytes[26])].EndsWith(".npy"u8)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        using var archive = ZipArchiveFile.Open(path);
        return [.. Arrays(archive).Select(a => a.Info)];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var archive = ZipArchiveFile.Open(path);
        var arrays = Arrays(archive);
        var chosen = Find(path, arrays, tensor);
        var (rows, columns) = MatrixShape.Require(path, chosen.Info);
        var notes = new List<string>();
        var beside = new List<MetadataColumn>();
        foreach (var array in arrays.Where(a => a.Info.Shape is [var n] && n == rows))
        {
            var isReadable = array.Header is { } header && array.Info.Problem is null && (header.Elements is not null || header.TextBytes > 0);
            if (!isReadable)
            {
                notes.Add($"\"{array.Info.Name}\" was left out: {array.Info.Problem ?? $"it holds elements of the type {array.Info.ElementType}"}.");
            }
            else if (beside.Count < ColumnValues.MostColumns && beside.TrueForAll(c => c.Name != array.Info.Name))
            {
                beside.Add(NpzArrays.Column(archive, array.Entry, array.Info.Name));
            }
        }

        if (beside.Count > 0)
        {
            notes.Add($"Metadata: {string.Join(", ", beside.Take(6).Select(c => $"\"{c.Name}\""))}{(beside.Count > 6 ? " …" : "")}, of one value for each row.");
        }

        var maps = Maps(archive, arrays, rows, columns, cancellationToken);
        notes.AddRange(StoredMap.Notes(maps));
        return new VectorFile(ReadTable(archive, chosen, rows, columns, settings, cancellationToken), beside.Count > 0 ? new MetadataTable(rows, beside) : null, notes) { Maps = maps };
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var archive = ZipArchiveFile.Open(path);
        var chosen = Find(path, Arrays(archive), tensor);
        using var source = Open(archive, chosen, out _);
        source.Visit(chosen.Info.ElementCount, visit, cancellationToken);
    }

    private static List<NpzArray> Arrays(ZipArchiveFile archive)
    {
        var arrays = new List<NpzArray>();
        foreach (var entry in archive.Entries.Where(e => e.Name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)))
        {
            var name = entry.Name[..^Extension.Length];
            if (entry.Problem is { } problem)
            {
                arrays.Add(new NpzArray(entry, null, new TensorInfo(name, "unknown", [], false, problem)));
                continue;
            }

            using var member = archive.Read(entry);
            var header = NpyHeader.Read(archive.Path, member.ReadExactly, entry.Length);
            arrays.Add(new NpzArray(entry, header, new TensorInfo(name, header.TypeName, header.Shape, header.Elements is not null, header.Problem ?? LengthProblem(header, entry))));
        }

        return arrays.Count > 0 ? arrays : throw new DataFormatException(archive.Path, null, $"{archive.Entries.Count:N0} members and no array among them", "members called NAME.npy");
    }

    private static string? LengthProblem(NpyHeader header, ZipEntry entry)
    {
        var size = header.Elements?.Size ?? header.TextBytes;
        var needed = header.Shape.Aggregate((Int128)size, (product, length) => product * length);
        var available = entry.Length - header.DataOffset;
        return needed > available
            ? $"its shape ({string.Join(", ", header.Shape)}) of {header.TypeName} needs {needed:N0} bytes after the header, the member has {available:N0}"
            : null;
    }

    private static List<StoredMap> Maps(ZipArchiveFile archive, List<NpzArray> arrays, int rows, int columns, CancellationToken cancellationToken)
    {
        var maps = new List<StoredMap>();
        foreach (var array in arrays.Where(a => StoredMap.CanBelongTo(columns) && a.Info.IsMatrix && a.Info.Problem is null && StoredMap.IsOne(a.Info.Shape, rows)))
        {
            using var table = ReadTable(archive, array, rows, (int)array.Info.Shape[1], ReadSettings.Default, cancellationToken);
            maps.Add(StoredMap.Of(array.Info.Name, table));
        }

        return maps;
    }

    private static NpzArray Find(string path, List<NpzArray> arrays, TensorInfo tensor)
    {
        var found = arrays.Find(a => a.Info.Name == tensor.Name) ?? throw new DataFormatException(path, null, $"no array \"{tensor.Name}\"");
        return found.Header?.Elements is not null && found.Info.Problem is null
            ? found
            : throw new DataFormatException(path, $"array \"{tensor.Name}\"", found.Info.Problem ?? $"elements of type {found.Info.ElementType}", found.Info.Problem is null ? "numbers" : null);
    }

    private static VectorTable ReadTable(ZipArchiveFile archive, NpzArray array, int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        var header = array.Header!;
        var isFortran = header.FortranOrder && rows > 1 && columns > 1;
        if (array.Entry.IsStored)
        {
            var offset = archive.DataOffset(array.Entry) + header.DataOffset;
            if (isFortran)
            {
                return new FortranOrderReader(archive.Path, archive.File, offset, rows, header.Elements!, header.BigEndian).Read(rows, columns, settings, cancellationToken);
            }

            // What is mapped is not read whole, and so not checked either.
            using var inPlace = new FileElements(archive.Path, archive.File, offset, header.Elements!, header.BigEndian, leaveOpen: true);
            if (inPlace.LeaveInFile(rows, columns, settings, cancellationToken) is { } table)
            {
                return settings.Storage.InOrder ? Checked(archive, array.Entry, table, cancellationToken) : table;
            }
        }

        using var source = Open(archive, array, out var isPacked);
        return isFortran ? FortranOrderReader.ReadColumns(source, rows, columns, settings, cancellationToken)
            : isPacked ? source.ReadGrowing(rows, columns, settings, cancellationToken)
            : source.ReadTable(rows, columns, settings, cancellationToken);
    }

    private static VectorTable Checked(ZipArchiveFile archive, ZipEntry entry, VectorTable table, CancellationToken cancellationToken)
    {
        const int Piece = 1 << 18;
        try
        {
            using var member = archive.Read(entry);
            var buffer = new byte[Piece];
            for (var left = entry.Length; left > 0; left -= Math.Min(left, Piece))
            {
                cancellationToken.ThrowIfCancellationRequested();
                member.ReadExactly(buffer.AsSpan(0, (int)Math.Min(left, Piece)));
            }

            member.Verify();
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    private static ZipElements Open(ZipArchiveFile archive, NpzArray array, out bool isPacked)
    {
        var member = archive.Read(array.Entry);
        NpyHeader.Read(archive.Path, member.ReadExactly, array.Entry.Length);
        isPacked = !array.Entry.IsStored;
        return new ZipElements(member, array.Header!.Elements!, array.Header.BigEndian);
    }

    private sealed record NpzArray(ZipEntry Entry, NpyHeader? Header, TensorInfo Info);
}
