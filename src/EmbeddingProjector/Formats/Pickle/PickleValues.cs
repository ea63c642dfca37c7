namespace EmbeddingProjector.Formats.Pickle;

/// <summary>A name of Python that a pickle mentions: a class or a function. It is only compared, never looked up.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>"torch._utils._rebuild_tensor_v2".</summary>
    public string FullName => $"{Module}.{Name}";
}

/// <summary>The pairs of a dictionary, in order.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Pairs { get; } = [];
}

/// <summary>A tuple; lists are <see cref="List{T}"/>.</summary>
internal sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>Where the bytes of tensors are, as the pickle names it.</summary>
/// <param name="Key">The name of the storage in the file.</param>
/// <param name="Type">Its elements; null when they are of a type that is not known here.</param>
/// <param name="TypeName">Their name in numpy's words, or torch's where it is not known.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PickleStorage(string Key, ElementType? Type, string TypeName, long Count);

/// <summary>A view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="Strides">Elements from one index to the next, for each axis.</param>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);
