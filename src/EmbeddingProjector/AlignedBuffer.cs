using System.Runtime.InteropServices;

namespace EmbeddingProjector;

/// <summary>
/// Zeroed float32 memory outside the garbage-collected heap, aligned to a cache line, for kernels that work with pointers. Large ones are
/// disposed; a small one that a worker owns may be left to its finalizer.
/// </summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    private readonly long _bytes;
    private float* _start;

    public AlignedBuffer(long length)
    {
        Length = length;
        _bytes = Math.Max(1, length) * sizeof(float);
        _start = (float*)NativeMemory.AlignedAlloc((nuint)_bytes, CacheLine);
        NativeMemory.Clear(_start, (nuint)_bytes);
        GC.AddMemoryPressure(_bytes);
    }

    ~AlignedBuffer() => Free();

    public long Length { get; }

    public float* Start => _start;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_start != null)
        {
            NativeMemory.AlignedFree(_start);
            GC.RemoveMemoryPressure(_bytes);
            _start = null;
        }
    }
}
