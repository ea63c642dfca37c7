namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>The classes of element types. Source: HDF5 File Format Specification 3.0, IV.A.2.d.</summary>
internal enum DatatypeClass
{
    Integer = 0,
    Float = 1,
    Time = 2,
    Text = 3,
    BitField = 4,
    Opaque = 5,
    Compound = 6,
    Reference = 7,
    Enumeration = 8,
    VariableLength = 9,
    Array = 10,
}

/// <summary>A field of a compound element.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where it begins in the element.</param>
/// <param name="Type">What it holds.</param>
internal sealed record DatatypeMember(string Name, int Offset, Datatype Type);

/// <summary>What the elements of a dataset or an attribute are.</summary>
/// <param name="Class">The class.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Name">The type in numpy's words.</param>
internal sealed record Datatype(DatatypeClass Class, int Size, string Name)
{
    /// <summary>How the number of an element is stored; null where it is none.</summary>
    public ElementType? Number { get; init; }

    /// <summary>Whether the highest byte of a number comes first.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Whether an element is a text, of fixed or of any length.</summary>
    public bool IsText => Class == DatatypeClass.Text || IsVariableText;

    /// <summary>Whether an element refers to a text elsewhere in the file.</summary>
    public bool IsVariableText { get; init; }

    /// <summary>Whether texts of fixed length end in spaces that do not belong to them.</summary>
    public bool IsPaddedWithSpaces { get; init; }

    /// <summary>Whether an element refers to a whole group or dataset.</summary>
    public bool IsObjectReference { get; init; }

    /// <summary>The fields of a compound.</summary>
    public IReadOnlyList<DatatypeMember> Members { get; init; } = [];

    /// <summary>The names of the values of an enumeration, by their bytes as stored.</summary>
    public IReadOnlyList<(byte[] Value, string Name)> Names { get; init; } = [];

    /// <summary>What an array holds.</summary>
    public Datatype? Base { get; init; }

    /// <summary>The lengths of an array's axes.</summary>
    public IReadOnlyList<int> Axes { get; init; } = [];
}
