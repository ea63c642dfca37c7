using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// A table of neighbors in a file, little-endian: magic, version, metric, how it was found, n, k, the unusable rows, indices, distances,
/// and the SHA-256 of everything before it.
/// </summary>
internal static class NeighborTableFile
{
    private const uint Magic = 0x544E5045; // "EPNT"
    private const int Version = 1;

    /// <summary>How many bytes a table takes, about.</summary>
    public static long Size(NeighborTable table) => 128 + (8L * table.Indices.Length)
        + (4L * (table.Unusable.ZeroRows.Count + table.Unusable.NonFiniteRows.Count));

    /// <summary>Writes a table beside its place and moves it there, so that no reader sees a part of it.</summary>
    public static void Write(string path, NeighborTable table)
    {
        var temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = File.Create(temporary))
            using (var hash = SHA256.Create())
            {
                using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
                using (var writer = new BinaryWriter(hashed, Encoding.UTF8, leaveOpen: true))
                {
                    WriteTable(writer, table);
                }

                file.Write(hash.Hash!);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a table; null when the file does not hold a whole one of this version.</summary>
    public static NeighborTable? Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = file.Length - SHA256.HashSizeInBytes;
        if (length < 0)
        {
            return null;
        }

        var (found, written) = (new byte[SHA256.HashSizeInBytes], new byte[SHA256.HashSizeInBytes]);
        using (var part = new BoundedStream(file, length))
        {
            SHA256.HashData(part, found);
        }

        file.ReadExactly(written);
        if (!found.AsSpan().SequenceEqual(written))
        {
            return null;
        }

        file.Position = 0;
        using var reader = new BinaryReader(file);
        return ReadTable(reader);
    }

    private static void WriteTable(BinaryWriter writer, NeighborTable table)
    {
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write((int)table.Metric);
        writer.Write(table.Origin.IsExact);
        writer.Write(table.Origin.Recall);
        writer.Write(table.Origin.SampledRows);
        writer.Write(table.Origin.ExactSeconds);
        writer.Write(table.Origin.Seconds);
        writer.Write(table.RowCount);
        writer.Write(table.Count);
        WriteNumbers<int>(writer, [.. table.Unusable.ZeroRows]);
        WriteNumbers<int>(writer, [.. table.Unusable.NonFiniteRows]);
        WriteNumbers<int>(writer, table.Indices);
        WriteNumbers<float>(writer, table.Distances);
    }

    private static NeighborTable? ReadTable(BinaryReader reader)
    {
        if (reader.ReadUInt32() != Magic || reader.ReadInt32() != Version)
        {
            return null;
        }

        var metric = (DistanceMetric)reader.ReadInt32();
        var origin = new NeighborOrigin(reader.ReadBoolean(), reader.ReadDouble(), reader.ReadInt32())
        {
            ExactSeconds = reader.ReadDouble(),
            Seconds = reader.ReadDouble(),
        };
        var (rows, count) = (reader.ReadInt32(), reader.ReadInt32());
        var unusable = new UnusableRows(ReadNumbers<int>(reader), ReadNumbers<int>(reader));
        var (indices, distances) = (ReadNumbers<int>(reader), ReadNumbers<float>(reader));
        return indices.Length == rows * (long)count && distances.Length == indices.Length
            ? new NeighborTable(metric, count, indices, distances, unusable) { Origin = origin }
            : null;
    }

    private static void WriteNumbers<T>(BinaryWriter writer, T[] numbers)
        where T : struct
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private static T[] ReadNumbers<T>(BinaryReader reader)
        where T : struct
    {
        var numbers = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>The first bytes of a stream, from where it stands.</summary>
    private sealed class BoundedStream(Stream inner, long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, (int)Math.Min(count, _left));
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
