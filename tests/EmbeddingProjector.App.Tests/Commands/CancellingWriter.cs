namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>Cancels when a line is written that names a stage.</summary>
internal sealed class CancellingWriter(string stage, CancellationTokenSource cancel) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value == stage)
        {
            cancel.Cancel();
        }
    }
}
