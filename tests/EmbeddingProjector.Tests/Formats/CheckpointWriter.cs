using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>A tensor, or a slice of one, that a test saves.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">TensorFlow's number of the element type.</param>
/// <param name="Shape">The shape of the whole.</param>
/// <param name="Bytes">The values as stored.</param>
/// <param name="Slice">Start and length of each axis, length −1 for all of it; null for a whole tensor.</param>
/// <param name="Shard">The data file.</param>
/// <param name="ElementSize">Bytes an element, 0 for strings.</param>
internal sealed record SavedTensor(
    string Name, int Type, long[] Shape, byte[] Bytes, (long Start, long Length)[]? Slice = null, int Shard = 0, int ElementSize = 0)
{
    public static SavedTensor Floats(string name, long[] shape, params float[] values) =>
        new(name, 1, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), ElementSize: sizeof(float));

    public static SavedTensor Strings(string name, long[] shape, params string[] values)
    {
        byte[][] texts = [.. values.Select(Encoding.UTF8.GetBytes)];
        byte[] lengths = [.. texts.SelectMany(text => ProtobufWriter.Varint((ulong)text.Length))];
        var lengthsChecksum = TableWriter.MaskedChecksum([.. texts.Select(text => BitConverter.GetBytes(text.Length))]);
        return new SavedTensor(name, 7, shape, [.. lengths, .. BitConverter.GetBytes(lengthsChecksum), .. texts.SelectMany(text => text)]);
    }

    /// <summary>The checksum of the entry; for strings it runs over the lengths as numbers.</summary>
    public uint Checksum()
    {
        if (Type != 7)
        {
            return TableWriter.MaskedChecksum(Bytes);
        }

        var numbers = new List<byte>();
        var position = 0;
        for (long i = 0; i < Shape.Aggregate(1L, (p, n) => p * n); i++)
        {
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                length |= (Bytes[position] & 0x7f) << shift;
                if (Bytes[position++] < 0x80)
                {
                    break;
                }
            }

            numbers.AddRange(BitConverter.GetBytes(length));
        }

        return TableWriter.MaskedChecksum([.. numbers], Bytes[position..]);
    }
}

/// <summary>How a test saves a checkpoint of the second generation.</summary>
internal sealed record BundleOptions(int Shards = 1, bool BigEndian = false, int EntriesPerBlock = int.MaxValue, bool Snappy = false, int MinConsumer = 0, Func<byte[], byte[]>? Damage = null);

/// <summary>Writes small checkpoints of both generations, for tests. Written from the specification, apart from the reader.</summary>
internal static class CheckpointWriter
{
    /// <summary>The files of a bundle by what is added to the prefix.</summary>
    public static Dictionary<string, byte[]> Bundle(IReadOnlyList<SavedTensor> tensors, BundleOptions? options = null)
    {
        options ??= new BundleOptions();
        var header = new ProtobufWriter().Number(1, options.Shards);
        if (options.BigEndian)
        {
            header.Number(2, 1);
        }

        header.Message(3, version => version.Number(1, 1).Number(2, options.MinConsumer));
        var entries = new List<(byte[], byte[])> { ([], header.ToArray()) };
        var shards = Enumerable.Range(0, options.Shards).Select(_ => new List<byte>()).ToArray();
        foreach (var tensor in tensors)
        {
            var shard = shards[tensor.Shard];
            var key = tensor.Slice is null ? Encoding.UTF8.GetBytes(tensor.Name) : SliceKey(tensor.Name, tensor.Slice);
            var stored = tensor with { Bytes = options.BigEndian ? Reverse(tensor.Bytes, tensor.ElementSize) : tensor.Bytes };
            var shape = tensor.Slice is null ? tensor.Shape : [.. tensor.Slice.Select((extent, axis) => extent.Length < 0 ? tensor.Shape[axis] : extent.Length)];
            entries.Add((key, Entry(tensor.Type, shape, tensor.Shard, shard.Count, stored.Bytes.Length, stored.Checksum(), [])));
            shard.AddRange(stored.Bytes);
        }

        foreach (var partitioned in tensors.Where(t => t.Slice is not null).GroupBy(t => t.Name))
        {
            entries.Add((Encoding.UTF8.GetBytes(partitioned.Key), Entry(partitioned.First().Type, partitioned.First().Shape, 0, 0, 0, 0, [.. partitioned.Select(t => t.Slice!)])));
        }

        var files = new Dictionary<string, byte[]> { [".index"] = TableWriter.Write(entries, options.EntriesPerBlock, options.Snappy, damage: options.Damage) };
        for (var i = 0; i < shards.Length; i++)
        {
            files[$".data-{i:D5}-of-{shards.Length:D5}"] = [.. shards[i]];
        }

        return files;
    }

    /// <summary>A checkpoint of the first generation: one file.</summary>
    public static byte[] V1(IReadOnlyList<(SavedTensor Tensor, Action<ProtobufWriter> Values)> slices, int entriesPerBlock = int.MaxValue, Func<byte[], byte[]>? damage = null)
    {
        var meta = new ProtobufWriter().Message(1, list =>
        {
            foreach (var tensor in slices.GroupBy(s => s.Tensor.Name))
            {
                list.Message(1, t =>
                {
                    t.Bytes(1, Encoding.UTF8.GetBytes(tensor.Key)).Bytes(2, Shape(tensor.First().Tensor.Shape)).Number(3, tensor.First().Tensor.Type);
                    foreach (var (slice, _) in tensor)
                    {
                        t.Bytes(4, Slice(Extents(slice)));
                    }
                });
            }
        });
        var entries = new List<(byte[], byte[])> { ([], meta.ToArray()) };
        foreach (var (tensor, values) in slices)
        {
            var data = new ProtobufWriter().Message(2, saved => saved.Bytes(1, Encoding.UTF8.GetBytes(tensor.Name)).Bytes(2, Slice(Extents(tensor))).Message(3, values));
            entries.Add((SliceKey(tensor.Name, Extents(tensor)), data.ToArray()));
        }

        return TableWriter.Write(entries, entriesPerBlock, damage: damage);
    }

    public static byte[] SliceKey(string name, (long Start, long Length)[] extents)
    {
        var key = new List<byte> { 0 };
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            key.AddRange(value switch { 0 => [0, 0xff], 0xff => [0xff, 0], _ => new[] { value } });
        }

        key.AddRange([0, 1]);
        key.AddRange(extents.Length == 0 ? [0] : new byte[] { 1, (byte)extents.Length });
        foreach (var (start, length) in extents)
        {
            key.AddRange(Signed(start));
            key.AddRange(Signed(length));
        }

        return [.. key];
    }

    public static byte[] Signed(long value)
    {
        var magnitude = value >= 0 ? value : ~value;
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)magnitude);
        var count = (bits / 7) + 1;
        var number = (UInt128)(Int128)value ^ (((UInt128.One << count) - 1) << (7 * count));
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return bytes[^count..];
    }

    public static byte[] Entry(int type, long[] shape, int shard, long offset, long size, uint checksum, IReadOnlyList<(long Start, long Length)[]> slices)
    {
        var entry = new ProtobufWriter().Number(1, type).Bytes(2, Shape(shape)).Number(3, shard).Number(4, offset).Number(5, size).Fixed32(6, checksum);
        foreach (var slice in slices)
        {
            entry.Bytes(7, Slice(slice));
        }

        return entry.ToArray();
    }

    private static (long Start, long Length)[] Extents(SavedTensor tensor) => tensor.Slice ?? [.. tensor.Shape.Select(_ => (0L, -1L))];

    private static byte[] Shape(long[] shape)
    {
        var writer = new ProtobufWriter();
        foreach (var length in shape)
        {
            writer.Message(2, dimension => _ = length == 0 ? dimension : dimension.Number(1, length));
        }

        return writer.ToArray();
    }

    private static byte[] Slice((long Start, long Length)[] extents)
    {
        var writer = new ProtobufWriter();
        foreach (var (start, length) in extents)
        {
            writer.Message(1, extent => _ = length < 0 ? extent : extent.Number(1, start).Number(2, length));
        }

        return writer.ToArray();
    }

    private static byte[] Reverse(byte[] bytes, int size) => size <= 1 ? bytes : [.. bytes.Chunk(size).SelectMany(element => element.Reverse())];
}
