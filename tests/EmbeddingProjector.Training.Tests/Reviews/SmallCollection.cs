using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace EmbeddingProjector.Training.Tests.Reviews;

/// <summary>A made-up collection of a few reviews, as an archive or a folder of the published layout.</summary>
internal static class SmallCollection
{
    public static readonly (string Path, string Text)[] Files =
    [
        .. from split in new[] { "train", "test" }
           from label in new[] { "neg", "pos" }
           from id in Enumerable.Range(0, 5)
           select ($"aclImdb/{split}/{label}/{id}_{(label == "pos" ? 7 : 1) + (id % 4)}.txt", $"{split} {label} {id}: d\u00e9j\u00e0 vu.<br /><br />\u0085"),
        ("aclImdb/README", "about"),
        ("aclImdb/train/unsup/0_0.txt", "left out"),
        ("aclImdb/train/pos/.DS_Store", "left out"),
    ];

    public static byte[] Archive(IEnumerable<(string Path, string Text)> files)
    {
        var bytes = new MemoryStream();
        using (var packed = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var archive = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            foreach (var (path, text) in files)
            {
                archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return bytes.ToArray();
    }

    public static void Extract(string directory)
    {
        foreach (var (path, text) in Files)
        {
            var file = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }
}
