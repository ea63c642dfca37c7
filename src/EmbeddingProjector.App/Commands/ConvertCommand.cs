using System.CommandLine;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector convert</c>: vectors and their metadata from one format into another.</summary>
internal static class ConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var output = new Argument<string?>("output")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A file (.npy .npz .safetensors .parquet .arrow .feather .tsv .csv .jsonl .vec .txt .bin .bytes), a checkpoint (.ckpt), or a log directory (no ending).",
        };
        var input = new VectorInput(withMetadata: true, withEdits: true, output);
        var command = new ManualCommand("convert", "Writes vectors and their metadata in another format.",
            $"""
            Writes vectors and their metadata in another format; the ending of the output says which. Every float32 reads back as the same
            number, also from text. Metadata that the format cannot hold is written beside it as NAME_metadata.tsv, where it is found again.
            Maps that the input brings along go into .npz, .parquet, .arrow and .feather, pictures and bookmarks into a log directory. What cannot be kept
            as it was, or at all, is told on stderr. Labels are written as they were edited on the page (--without-edits: as their file has them).
            Files appear whole or not at all. Memory is bounded, however large the matrix is.

            {DatabaseOptions.Manual}

            Examples:
              projector convert GoogleNews-vectors-negative300.bin.gz words.npz
              projector convert embeddings.jsonl vectors.safetensors
              projector convert postgres://me@localhost/shop items.npz --table items
              projector convert --query "SELECT * FROM 'parts/*.parquet'" all.npz
              projector convert vectors.npy items.parquet --metadata labels.csv   (typed columns beside the vectors)
              projector convert vectors.npy logs/mine --metadata labels.csv       (a log directory that TensorBoard shows)

            """);
        input.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var error = result.InvocationConfiguration.Error;
                var (data, embedding) = input.ReadAll(result, ProgressLine.To(error), inOrder: true, cancellationToken);
                using (data.Vectors)
                {
                    foreach (var note in EmbeddingWriter.Write(input.Output(result.CommandResult)!, data, embedding, cancellationToken))
                    {
                        error.WriteLine(note);
                    }
                }

                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
