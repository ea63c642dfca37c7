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
    private void* _allocation;

    public AlignedBuffer(long length)
    {
        Length = length;
        _bytes = (length * sizeof(float)) + CacheLine;

        // Zeroed by the system page by page when first touched: cheaper than a pass over memory that is then written anyway.
        _allocation = NativeMemory.AllocZeroed((nuint)_bytes);
        Start = (float*)(((nuint)_allocation + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        GC.AddMemoryPressure(_bytes);
    }

    ~AlignedBuffer() => Free();

    public long Length { get; }

    public float* Start { get; private set; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_allocation != null)
        {
            NativeMemory.Free(_allocation);
            GC.RemoveMemoryPressure(_bytes);
            _allocation = null;
            Start = null;
        }
    }
}
