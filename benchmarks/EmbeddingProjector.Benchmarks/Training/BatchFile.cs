using System.Runtime.InteropServices;
using EmbeddingProjector.Training;

namespace EmbeddingProjector.Benchmarks.Training;

/// <summary>
/// Batches as both programs read them, int32 little-endian: vocabulary, features, units, number of batches; then for each batch its number of
/// texts, its padded length, the labels, the lengths, and the ids one text after the other without padding.
/// </summary>
internal static class BatchFile
{
    public static void Write(string path, ReadOnlySpan<int> sizes, IReadOnlyList<PaddedBatch> batches)
    {
        var ints = new List<int>();
        ints.AddRange(sizes);
        ints.Add(batches.Count);
        foreach (var batch in batches)
        {
            ints.AddRange([batch.Count, batch.PaddedLength, .. batch.ToLabels()]);
            ints.AddRange(Enumerable.Range(0, batch.Count).Select(text => batch.Ids(text).Length));
            for (var text = 0; text < batch.Count; text++)
            {
                ints.AddRange(batch.Ids(text));
            }
        }

        File.WriteAllBytes(path, MemoryMarshal.AsBytes<int>(CollectionsMarshal.AsSpan(ints)));
    }

    /// <summary>(vocabulary, features, units) and the batches.</summary>
    public static (int[] Sizes, PaddedBatch[] Batches) Read(string path)
    {
        var ints = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
        var batches = new PaddedBatch[ints[3]];
        var at = 4;
        for (var i = 0; i < batches.Length; i++)
        {
            var count = ints[at];
            var (labels, lengths) = (at + 2, at + 2 + count);
            at = lengths + count;
            var texts = new LabeledSequence[count];
            for (var text = 0; text < count; text++)
            {
                texts[text] = new LabeledSequence(ints.AsMemory(at, ints[lengths + text]), ints[labels + text]);
                at += ints[lengths + text];
            }

            batches[i] = new PaddedBatch(texts);
        }

        return (ints[..3], batches);
    }
}
