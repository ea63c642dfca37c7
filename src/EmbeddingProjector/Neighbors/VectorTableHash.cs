using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// A name for what a table holds: SHA-256 over its shape and the SHA-256 of every 4,096 rows, so that it is computed on all cores and
/// does not depend on how the table is cut into blocks.
/// </summary>
internal static class VectorTableHash
{
    private const int RowsPerDigest = 4096;

    // A table is immutable: its name is computed once.
    private static readonly ConditionalWeakTable<VectorTable, string> _known = [];

    /// <summary>64 hexadecimal digits.</summary>
    public static string Of(VectorTable vectors, int threads, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(vectors, out var known))
        {
            return known;
        }

        var parts = (vectors.RowCount + RowsPerDigest - 1) / RowsPerDigest;
        var digests = new byte[8 + (parts * SHA256.HashSizeInBytes)];
        BinaryPrimitives.WriteInt32LittleEndian(digests, vectors.RowCount);
        BinaryPrimitives.WriteInt32LittleEndian(digests.AsSpan(4), vectors.ColumnCount);
        ParallelBlocks.For(
            parts,
            threads,
            part =>
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var end = Math.Min(vectors.RowCount, (part + 1) * RowsPerDigest);
                for (var row = part * RowsPerDigest; row < end;)
                {
                    var count = vectors.ContiguousRows(row, end - row);
                    hash.AppendData(MemoryMarshal.AsBytes(vectors.Rows(row, count)));
                    row += count;
                }

                hash.GetHashAndReset(digests.AsSpan(8 + (part * SHA256.HashSizeInBytes)));
            },
            cancellationToken);
        var name = Convert.ToHexStringLower(SHA256.HashData(digests));
        _known.AddOrUpdate(vectors, name);
        return name;
    }
}
