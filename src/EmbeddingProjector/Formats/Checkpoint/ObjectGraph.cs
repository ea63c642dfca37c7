namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// The message TrackableObjectGraph as <c>tf.train.Checkpoint</c> saves it: a root whose children are variables. With it TensorFlow restores by
/// the shape of the program instead of by names.
/// </summary>
internal static class ObjectGraph
{
    /// <summary>The key that it is saved under, a scalar string.</summary>
    public const string Key = "_CHECKPOINTABLE_OBJECT_GRAPH";

    private const string Attribute = "VARIABLE_VALUE";

    /// <summary>The key of the value of a child of the root; its name is escaped, so that a slash in it begins no further child.</summary>
    public static string VariableKey(string localName) =>
        localName.Replace(".", "..", StringComparison.Ordinal).Replace("/", ".S", StringComparison.Ordinal) + "/.ATTRIBUTES/" + Attribute;

    /// <summary>The message for children in their order.</summary>
    /// <param name="children">The local name of each, and the name of the variable itself.</param>
    public static byte[] Write(IReadOnlyList<(string LocalName, string FullName)> children)
    {
        var hasValues = new ProtobufWriter().Number(1, 1);
        var root = new ProtobufWriter();
        for (var i = 0; i < children.Count; i++)
        {
            root.Message(1, new ProtobufWriter().Number(1, i + 1).Text(2, children[i].LocalName));
        }

        var graph = new ProtobufWriter().Message(1, root.Message(5, hasValues));
        foreach (var (localName, fullName) in children)
        {
            var attribute = new ProtobufWriter().Text(1, Attribute).Text(2, fullName).Text(3, VariableKey(localName));
            graph.Message(1, new ProtobufWriter().Message(2, attribute).Message(5, hasValues));
        }

        return graph.Written.ToArray();
    }
}
