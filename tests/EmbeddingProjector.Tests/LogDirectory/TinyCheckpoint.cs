using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EmbeddingProjector.Tests.LogDirectory;

/// <summary>
/// Writes small TensorFlow checkpoints (V2), one block, tensors spread over shards, without using the code under test.
/// </summary>
internal static class TinyCheckpoint
{
    private const int Float32 = 1;
    private const int Text = 7;
    private const int Int64 = 9;

    /// <summary>A tensor to be written: float32 values 0, 1, 2 … of a shape, a whole number, or a text scalar when there is neither.</summary>
    public sealed record Tensor(string Name, long[]? Shape, int Shard = 0, long? Number = null)
    {
        public bool IsText => Shape is null && Number is null;
    }

    /// <summary>Writes P.index and the shards, and no state file.</summary>
    public static void Write(string prefix, int shards, params Tensor[] tensors)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!);
        var data = Enumerable.Range(0, shards).Select(_ => new MemoryStream()).ToArray();
        var header = new List<byte> { 0x08, (byte)shards, 0x1a, 0x02, 0x08, 0x01 };
        var entries = new List<(byte[] Key, byte[] Value)> { ([], [.. header]) };
        foreach (var tensor in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            var bytes = tensor.Number is { } number ? BitConverter.GetBytes(number)
                : tensor.Shape is { } shape ? Floats(shape.Aggregate(1L, (a, b) => a * b)) : Strings("text");
            var crc = tensor.IsText ? StringCrc("text") : Masked(Crc(bytes));
            var value = new List<byte> { 0x08, (byte)(tensor.IsText ? Text : tensor.Number is null ? Float32 : Int64) };
            var dims = (tensor.Shape ?? []).SelectMany(Dimension).ToArray();
            value.Add(0x12);
            value.AddRange(Varint((ulong)dims.Length));
            value.AddRange(dims);
            if (tensor.Shard > 0)
            {
                value.AddRange([0x18, (byte)tensor.Shard]);
            }

            value.Add(0x20);
            value.AddRange(Varint((ulong)data[tensor.Shard].Length));
            value.Add(0x28);
            value.AddRange(Varint((ulong)bytes.Length));
            value.Add(0x35);
            value.AddRange(Fixed32(crc));
            data[tensor.Shard].Write(bytes);
            entries.Add((Encoding.UTF8.GetBytes(tensor.Name), [.. value]));
        }

        for (var s = 0; s < shards; s++)
        {
            File.WriteAllBytes($"{prefix}.data-{s:00000}-of-{shards:00000}", data[s].ToArray());
        }

        File.WriteAllBytes(prefix + ".index", Table(entries));
    }

    /// <summary>One float32 matrix of the name in one shard, with the state file that <c>tf.train.Checkpoint.save</c> leaves.</summary>
    public static void Save(string directory, string name, string tensor, int rows, int columns)
    {
        Write(Path.Combine(directory, name), 1, new Tensor(tensor, [rows, columns]));
        File.WriteAllText(Path.Combine(directory, "checkpoint"), $"model_checkpoint_path: \"{name}\"\nall_model_checkpoint_paths: \"{name}\"\n");
    }

    private static byte[] Table(List<(byte[] Key, byte[] Value)> entries)
    {
        var file = new List<byte>();
        (ulong Offset, ulong Size) AddBlock(byte[] body)
        {
            var handle = ((ulong)file.Count, (ulong)body.Length);
            file.AddRange(body);
            file.Add(0);
            file.AddRange(Fixed32(Masked(Crc([.. body, 0]))));
            return handle;
        }

        var block = AddBlock(Block(entries));
        var meta = AddBlock(Block([]));
        var index = AddBlock(Block([([0x7f], [.. Varint(block.Offset), .. Varint(block.Size)])]));
        byte[] footer = [.. Varint(meta.Offset), .. Varint(meta.Size), .. Varint(index.Offset), .. Varint(index.Size)];
        file.AddRange(footer);
        file.AddRange(new byte[40 - footer.Length]);
        file.AddRange([0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]);
        return [.. file];
    }

    private static byte[] Block(List<(byte[] Key, byte[] Value)> entries)
    {
        var body = new List<byte>();
        var restarts = new List<uint>();
        foreach (var (key, value) in entries)
        {
            restarts.Add((uint)body.Count);
            body.Add(0);
            body.AddRange(Varint((ulong)key.Length));
            body.AddRange(Varint((ulong)value.Length));
            body.AddRange(key);
            body.AddRange(value);
        }

        if (restarts.Count == 0)
        {
            restarts.Add(0);
        }

        return [.. body, .. restarts.SelectMany(Fixed32), .. Fixed32((uint)restarts.Count)];
    }

    private static byte[] Floats(long count)
    {
        var bytes = new byte[count * 4];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), i);
        }

        return bytes;
    }

    private static byte[] Strings(string text) => [(byte)text.Length, .. Fixed32(Masked(Crc(Fixed32((uint)text.Length)))), .. Encoding.ASCII.GetBytes(text)];

    private static uint StringCrc(string text)
    {
        var length = Fixed32((uint)text.Length);
        return Masked(Crc([.. length, .. Fixed32(Masked(Crc(length))), .. Encoding.ASCII.GetBytes(text)]));
    }

    private static IEnumerable<byte> Dimension(long length)
    {
        byte[] size = length == 0 ? [] : [0x08, .. Varint((ulong)length)];
        return [0x12, (byte)size.Length, .. size];
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    private static byte[] Fixed32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes) => ~bytes.Aggregate(uint.MaxValue, BitOperations.Crc32C);

    private static uint Masked(uint crc) => BitOperations.RotateRight(crc, 15) + 0xa282ead8;
}
