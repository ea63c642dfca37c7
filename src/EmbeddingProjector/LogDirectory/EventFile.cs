using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// The event file that makes a directory a run to TensorBoard: it lists a directory below its log directory only where a file is called so. This one holds the
/// record that every event file begins with, and nothing else.
/// </summary>
internal static class EventFile
{
    /// <summary>Writes one, unless the directory has one already.</summary>
    public static void Ensure(string directory, TimeProvider time)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFiles(directory).Any(path => Path.GetFileName(path).Contains("tfevents", StringComparison.Ordinal)))
        {
            return;
        }

        var seconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"events.out.tfevents.{(long)seconds:D10}.{Environment.MachineName}.{Environment.ProcessId}.0");
        PartialFile.Write(Path.Combine(directory, name), stream => stream.Write(Record(
            new ProtobufWriter().Fixed64(1, BitConverter.DoubleToUInt64Bits(seconds)).Bytes(3, Encoding.UTF8.GetBytes("brain.Event:2")).Written)));
    }

    // TFRecord: the length, its masked checksum, the message, its masked checksum.
    private static byte[] Record(ReadOnlySpan<byte> message)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), Crc32C.Mask(Crc32C.Compute(record.AsSpan(0, sizeof(ulong)))));
        message.CopyTo(record.AsSpan(sizeof(ulong) + sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), Crc32C.Mask(Crc32C.Compute(message)));
        return record;
    }
}
