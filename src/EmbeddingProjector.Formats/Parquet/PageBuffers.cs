using System.Numerics;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>
/// Memory of pages, used again from page to page and from row group to row group. The shared pool lets go of what lies in it whenever the collector looks, and each page
/// would be put into fresh memory, which costs more than its numbers. Safe for any number of threads.
/// </summary>
internal sealed class PageBuffers
{
    private const int MostKept = 8;
    private const int Granularity = 1 << 12;
    private const int StepsPerDoubling = 16;
    private const int MostTooLong = 2;

    private static readonly WeakReference<PageBuffers> _last = new(new PageBuffers());

    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = [];

    /// <summary>Those that were used last, while they are there: a file is looked at before it is read.</summary>
    public static PageBuffers Last
    {
        get
        {
            lock (_last)
            {
                if (!_last.TryGetTarget(out var buffers))
                {
                    _last.SetTarget(buffers = new PageBuffers());
                }

                return buffers;
            }
        }
    }

    /// <summary>An array of that length or more, but not much more, whatever was in it.</summary>
    public byte[] Rent(int length)
    {
        lock (_lock)
        {
            var best = -1;
            for (var i = 0; i < _kept.Count; i++)
            {
                best = _kept[i].Length >= length && _kept[i].Length / MostTooLong <= length && (best < 0 || _kept[i].Length < _kept[best].Length) ? i : best;
            }

            if (best >= 0)
            {
                var found = _kept[best];
                _kept.RemoveAt(best);
                return found;
            }
        }

        // Pages of one column are about as long as each other: the next should fit too.
        var step = Math.Max(Granularity, (long)BitOperations.RoundUpToPowerOf2((uint)length) / StepsPerDoubling);
        return GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, (length + step - 1) / step * step));
    }

    /// <summary>Takes an array back, and lets go of the shortest when there are many.</summary>
    public void Return(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            _kept.Add(bytes);
            if (_kept.Count > MostKept)
            {
                _kept.Remove(_kept.MinBy(b => b.Length)!);
            }
        }
    }
}
