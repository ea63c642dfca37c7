using System.Text;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Writes .npy files with any header, for tests.</summary>
internal static class NpyWriter
{
    public static byte[] Write(string header, ReadOnlySpan<byte> data, int version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    public static byte[] Write(string descr, bool fortranOrder, long[] shape, ReadOnlySpan<byte> data, int version = 1)
    {
        var tuple = shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
        return Write($"{{'descr': '{descr}', 'fortran_order': {(fortranOrder ? "True" : "False")}, 'shape': {tuple}, }}", data, version);
    }
}
