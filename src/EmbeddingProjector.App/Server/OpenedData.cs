using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>What was read of a data set, and what is asked of it again and again.</summary>
/// <param name="Vectors"><c>[n, d]</c>.</param>
/// <param name="Metadata">n rows, or null.</param>
/// <param name="Sprite">The sprite image; null when there is none that can be shown.</param>
/// <param name="Problems">What was found while scanning and reading.</param>
/// <param name="Bytes">About how many bytes all of it takes.</param>
/// <param name="MetadataVersion">Follows from the content of the metadata: the same labels, the same version, whatever file they came from.</param>
internal sealed record OpenedData(
    VectorTable Vectors, MetadataTable? Metadata, OpenedSprite? Sprite, IReadOnlyList<LogProblem> Problems, long Bytes, string MetadataVersion)
{
    private const int BytesPerValue = 32;

    /// <summary>Maps of the rows that the file brings along.</summary>
    public IReadOnlyList<StoredMap> Maps { get; private init; } = [];

    /// <summary>The distance that the file states; null where it states none that is known here.</summary>
    public string? Metric { get; private init; }

    /// <summary>The metadata of the file, as it is without edits.</summary>
    public MetadataTable? FileMetadata { get; private init; } = Metadata;

    /// <summary>Whether <see cref="Metadata"/> holds edits.</summary>
    public bool IsEdited => !ReferenceEquals(Metadata, FileMetadata);

    /// <summary>What was found besides edits.</summary>
    private IReadOnlyList<LogProblem> FileProblems { get; init; } = Problems;

    /// <summary>Completes what the loader read with what the page needs to know of the sprite.</summary>
    public static OpenedData From(Embedding embedding, EmbeddingData data)
    {
        var problems = embedding.Problems.Concat(data.Problems).Distinct().ToList();
        var bytes = (data.Vectors.ElementCount * sizeof(float))
            + (data.Metadata?.Columns.Sum(c => (4L * c.RowCount) + (c.Values.Count * (long)BytesPerValue)) ?? 0);
        bytes += data.Maps.Sum(m => (long)m.Positions.Values.Length * sizeof(float));
        return new(data.Vectors, data.Metadata, OpenedSprite.Read(embedding.Sprite, problems), problems, bytes, VersionOf(data.Metadata)) { Maps = data.Maps, Metric = data.Metric };
    }

    /// <summary>The same with its metadata as edited, and what there is to say of the edits.</summary>
    public OpenedData With(EditedMetadata edited) =>
        this with { Metadata = edited.Metadata, MetadataVersion = VersionOf(edited.Metadata), Problems = [.. FileProblems, .. edited.Problems] };

    private static string VersionOf(MetadataTable? metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var column in metadata?.Columns ?? [])
        {
            hash.AppendData(MemoryMarshal.AsBytes(column.Codes));
            hash.AppendData(Encoding.UTF8.GetBytes(column.Name));
            // A byte that no UTF-8 text holds keeps neighbours apart.
            hash.AppendData([0xFF]);
            for (var value = 0; value < column.Values.Count; value++)
            {
                hash.AppendData(column.Utf8(value));
                hash.AppendData([0xFF]);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
