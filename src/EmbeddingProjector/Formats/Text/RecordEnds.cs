namespace EmbeddingProjector.Formats.Text;

/// <summary>Where the records of a text end, so that it can be cut between them. Follows one reading of one file.</summary>
internal abstract class RecordEnds
{
    /// <summary>Every line is a record.</summary>
    public static RecordEnds Lines { get; } = new LineEnds();

    /// <summary>True once the end of all records has been met, so that what follows in the file is something else.</summary>
    public virtual bool IsDone => false;

    /// <summary>The length of the whole records at the front; 0 when not even one is whole.</summary>
    /// <param name="bytes">Begins at the begin of a record.</param>
    public abstract int Find(ReadOnlySpan<byte> bytes);

    private sealed class LineEnds : RecordEnds
    {
        public override int Find(ReadOnlySpan<byte> bytes) => bytes.LastIndexOf((byte)'\n') + 1;
    }
}
