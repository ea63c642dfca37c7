namespace EmbeddingProjector.Formats.Pickle;

/// <summary>The names of Python that may occur among tensors, and what they make. Nothing else is accepted, and nothing is ever run.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, ElementType?> _storages = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = ElementType.Float32,
        ["torch.DoubleStorage"] = ElementType.Float64,
        ["torch.HalfStorage"] = ElementType.Float16,
        ["torch.BFloat16Storage"] = ElementType.BFloat16,
        ["torch.LongStorage"] = ElementType.Int64,
        ["torch.IntStorage"] = ElementType.Int32,
        ["torch.ShortStorage"] = ElementType.Int16,
        ["torch.CharStorage"] = ElementType.Int8,
        ["torch.ByteStorage"] = ElementType.UInt8,
        ["torch.BoolStorage"] = ElementType.Bool,
        ["torch.ComplexFloatStorage"] = null,
        ["torch.ComplexDoubleStorage"] = null,
        ["torch.QInt8Storage"] = null,
        ["torch.QUInt8Storage"] = null,
        ["torch.QInt32Storage"] = null,
    };

    private static readonly HashSet<string> _makers = new(
        ["collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state", "torch.Size", "torch.device"], StringComparer.Ordinal);

    private static readonly HashSet<string> _types = new(
        ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"], StringComparer.Ordinal);

    /// <summary>Whether a pickle may mention the name.</summary>
    public static bool IsAllowed(PickleGlobal name) =>
        _makers.Contains(name.FullName) || _storages.ContainsKey(name.FullName) || (name.Module == "torch" && _types.Contains(name.Name));

    /// <summary>What a call of the name makes; <see cref="InvalidDataException"/> when the arguments do not fit.</summary>
    public static object? Call(PickleGlobal function, IReadOnlyList<object?> arguments) => (function.FullName, arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleDictionary(),
        ("collections.OrderedDict", [List<object?> pairs]) => FromPairs(pairs),
        ("torch.Size", [var items]) => items,
        ("torch.device", _) => null,
        ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor", [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..]) =>
            Tensor(storage, offset, Lengths(shape), Lengths(strides)),
        ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state", [PickleTensor tensor, ..]) => tensor,
        _ => throw new InvalidDataException($"a call of {function.FullName} with {arguments.Count:N0} arguments that do not fit"),
    };

    /// <summary>The storage that a persistent id names: ('storage', type, key, location, count).</summary>
    public static PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long count, ..] } || count < 0 || !_storages.TryGetValue(type.FullName, out var elements))
        {
            throw new InvalidDataException("a reference to something that is no storage of a tensor");
        }

        return new PickleStorage(key, elements, elements?.Name ?? type.Name.Replace("Storage", "", StringComparison.Ordinal), count);
    }

    private static PickleTensor Tensor(PickleStorage storage, long offset, List<long> shape, List<long> strides)
    {
        if (shape.Count != strides.Count || offset < 0)
        {
            throw new InvalidDataException($"a tensor of {shape.Count:N0} axes with {strides.Count:N0} strides at {offset:N0}");
        }

        Int128 product = 1;
        foreach (var length in shape)
        {
            product *= length;
            if (product > long.MaxValue)
            {
                throw new InvalidDataException($"the shape [{string.Join(", ", shape)}], which has more elements than any file");
            }
        }

        return new PickleTensor(storage, offset, shape, strides);
    }

    private static List<long> Lengths(PickleTuple tuple)
    {
        var lengths = new List<long>(tuple.Items.Count);
        foreach (var item in tuple.Items)
        {
            lengths.Add(item is long and >= 0 and var length ? length : throw new InvalidDataException("a shape or stride that is no whole number"));
        }

        return lengths;
    }

    private static PickleDictionary FromPairs(List<object?> pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs)
        {
            dictionary.Pairs.Add(pair switch
            {
                PickleTuple { Items: [var key, var value] } => (key, value),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw new InvalidDataException("a dictionary made of something that is no pair"),
            });
        }

        return dictionary;
    }
}
