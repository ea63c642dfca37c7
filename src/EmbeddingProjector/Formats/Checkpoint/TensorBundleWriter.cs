using System.Text;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>Takes the bytes of a tensor, in pieces.</summary>
internal delegate void WriteBytes(ReadOnlySpan<byte> bytes);

/// <summary>
/// Writes a checkpoint of the second generation with one data file, the twin of <see cref="TensorBundle"/>. Both files are written under
/// temporary names; <see cref="Publish"/> puts the data in place and then the index, which is what makes the checkpoint exist.
/// </summary>
internal sealed class TensorBundleWriter : IDisposable
{
    private readonly SortedList<byte[], BundleEntry> _entries = new(Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)));
    private readonly string _prefix;
    private readonly PartialFile _data;
    private readonly PartialFile _index;
    private long _offset;

    /// <summary>Begins the checkpoint of a prefix.</summary>
    public TensorBundleWriter(string prefix)
    {
        _prefix = prefix;
        _data = new PartialFile(DataPath(prefix));
        try
        {
            _index = new PartialFile(TensorBundle.IndexPath(prefix));
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    /// <summary>The one data file of a checkpoint that this writes.</summary>
    public static string DataPath(string prefix) => prefix + ".data-00000-of-00001";

    /// <summary>Adds a tensor.</summary>
    /// <param name="key">Its name, different from all others.</param>
    /// <param name="type">The element type.</param>
    /// <param name="lengths">The shape.</param>
    /// <param name="write">Hands over the values, row-major, in this machine's byte order.</param>
    public void Add(string key, DataType type, long[] lengths, Action<WriteBytes> write)
    {
        var (start, crc) = (_offset, 0u);
        write(bytes =>
        {
            crc = Crc32C.Extend(crc, bytes);
            _data.Write(bytes);
            _offset += bytes.Length;
        });
        AddEntry(key, new(type, new TensorShape(lengths, null), 0, start, _offset - start, Crc32C.Mask(crc), []));
    }

    /// <summary>Adds a scalar string.</summary>
    public void AddText(string key, ReadOnlySpan<byte> text)
    {
        var (stored, checksum) = StringTensor.Write(text, !BitConverter.IsLittleEndian);
        AddEntry(key, new(DataType.FromCode(DataType.StringCode), TensorShape.Scalar, 0, _offset, stored.Length, checksum, []));
        _data.Write(stored);
        _offset += stored.Length;
    }

    /// <summary>Writes the index and puts both files in place.</summary>
    public void Publish()
    {
        _index.Write(stream =>
        {
            var table = new TableFileWriter(stream);
            table.Add([], new BundleHeader(1, !BitConverter.IsLittleEndian, 0).ToMessage().Written);
            foreach (var (key, entry) in _entries)
            {
                table.Add(key, entry.ToMessage().Written);
            }

            table.Finish();
        });
        _index.Flush();
        _data.Flush();
        // An old index must not meet new data: between the two there is no checkpoint of this prefix rather than a mixed one.
        File.Delete(TensorBundle.IndexPath(_prefix));
        _data.Publish();
        _index.Publish();
    }

    public void Dispose()
    {
        _data.Dispose();
        _index.Dispose();
    }

    private void AddEntry(string key, BundleEntry entry) => _entries.Add(Encoding.UTF8.GetBytes(key), entry);
}
