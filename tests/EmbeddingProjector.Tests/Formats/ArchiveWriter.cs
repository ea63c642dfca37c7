using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Writes archives, pickles and headers as numpy, PyTorch and safetensors do, for tests.</summary>
internal static class ArchiveWriter
{
    /// <summary>A zip archive of stored or deflated members.</summary>
    public static byte[] Zip(bool deflate, params (string Name, byte[] Bytes)[] members)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var member = archive.CreateEntry(name, deflate ? CompressionLevel.SmallestSize : CompressionLevel.NoCompression).Open();
                member.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A safetensors file of a JSON header and data.</summary>
    public static byte[] SafeTensors(string header, byte[] data) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];

    /// <summary>The pickle of a dictionary of tensors, as torch.save writes it: name, storage type, key, elements in the storage, offset, shape, strides.</summary>
    public static byte[] StateDictionary(params (string Name, string Type, string Key, int Count, int Offset, int[] Shape, int[] Strides)[] tensors)
    {
        var pickle = new List<byte>([0x80, 2, .. Global("collections", "OrderedDict"), (byte)')', (byte)'R', (byte)'q', 0, (byte)'(']);
        foreach (var (name, type, key, count, offset, shape, strides) in tensors)
        {
            pickle.AddRange([.. Text(name), .. Global("torch._utils", "_rebuild_tensor_v2"), (byte)'(', (byte)'(', .. Text("storage"), .. Global("torch", type), .. Text(key), .. Text("cpu"), .. Number(count), (byte)'t', (byte)'Q']);
            pickle.AddRange([.. Number(offset), .. Tuple(shape), .. Tuple(strides), 0x89, .. Global("collections", "OrderedDict"), (byte)')', (byte)'R', (byte)'t', (byte)'R']);
        }

        pickle.AddRange([(byte)'u', (byte)'.']);
        return [.. pickle];
    }

    /// <summary>An archive of torch.save.</summary>
    public static byte[] Torch(byte[] pickle, params (string Key, byte[] Bytes)[] storages) => Zip(
        false, [("archive/data.pkl", pickle), ("archive/byteorder", "little"u8.ToArray()), .. storages.Select(s => ($"archive/data/{s.Key}", s.Bytes)), ("archive/version", "3\n"u8.ToArray())]);

    /// <summary>A file of torch.save before PyTorch 1.6.</summary>
    public static byte[] LegacyTorch(byte[] pickle, int elementSize, params (string Key, byte[] Bytes)[] storages) =>
    [
        0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.',
        0x80, 2, (byte)'M', 0xe9, 3, (byte)'.',
        0x80, 2, (byte)'}', .. Text("little_endian"), 0x88, (byte)'s', (byte)'.',
        .. pickle,
        0x80, 2, (byte)']', (byte)'(', .. storages.SelectMany(s => Text(s.Key)), (byte)'e', (byte)'.',
        .. storages.SelectMany(s => (byte[])[.. BitConverter.GetBytes((long)(s.Bytes.Length / elementSize)), .. s.Bytes]),
    ];

    /// <summary>An IDX file.</summary>
    public static byte[] Idx(byte type, int[] shape, byte[] data)
    {
        var lengths = shape.SelectMany(length =>
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, length);
            return bytes;
        });
        return [0, 0, type, (byte)shape.Length, .. lengths, .. data];
    }

    /// <summary>float32 as bytes.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>The instruction that names something of Python.</summary>
    public static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.UTF8.GetBytes($"{module}\n{name}\n")];

    /// <summary>The instruction that makes a text.</summary>
    public static byte[] Text(string text) => [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    private static byte[] Tuple(int[] values) => [(byte)'(', .. values.SelectMany(Number), (byte)'t'];
}
