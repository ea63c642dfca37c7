using System.Runtime.InteropServices;

namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>Zeroed float32 outside the managed heap, aligned to 64 bytes; may hold more than 2³¹ numbers. Freed by <see cref="Dispose"/>.</summary>
internal sealed unsafe class NativeRows : IDisposable
{
    private void* _memory;

    public NativeRows(long count)
    {
        var bytes = (nuint)Math.Max(1, count) * sizeof(float);
        _memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_memory, bytes);
        Length = count;
        GC.AddMemoryPressure((long)bytes);
    }

    ~NativeRows() => Free();

    public long Length { get; }

    public float* Pointer => (float*)_memory;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_memory != null)
        {
            NativeMemory.AlignedFree(_memory);
            _memory = null;
            GC.RemoveMemoryPressure(Math.Max(1, Length) * sizeof(float));
        }
    }
}
