using System.CommandLine;
using System.CommandLine.Parsing;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>
/// The input of a command that computes: a vector file, a checkpoint prefix, a log directory or a database, and the choice of one tensor in it.
/// </summary>
/// <param name="withMetadata">Whether metadata can be joined.</param>
/// <param name="withEdits">Whether the metadata counts, and with it what was edited of it on the page.</param>
/// <param name="output">What stands behind the input on the command line; with a query alone there is no input before it.</param>
internal sealed class VectorInput(bool withMetadata = false, bool withEdits = false, Argument<string?>? output = null)
{
    private readonly Argument<string?> _path = new("input")
    {
        Description = "A vector file, a checkpoint prefix, a log directory or a database.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly DatabaseOptions _database = new();

    private readonly Option<string?> _run = new("--run") { Description = "The run of a log directory.", HelpName = "name" };

    private readonly Option<string?> _tensor = new("--tensor")
    {
        Description = "The tensor. Without it the best guess is taken, and named on stderr.",
        HelpName = "name",
    };

    private readonly Option<int?> _columns = new("--columns") { Description = "Numbers in a row, for a .bytes file, which does not say.", HelpName = "d" };

    private readonly Option<string?> _metadata = MetadataOption();

    private readonly Option<string?> _key = KeyOption();

    private readonly Option<bool> _withoutEdits = new("--without-edits") { Description = "Take the metadata as its file has it, without what was edited on the page." };

    /// <summary>The option that names a file of metadata.</summary>
    public static Option<string?> MetadataOption() => new("--metadata")
    {
        Description = "Labels or columns of a vector file, one row a vector, or joined by a key column (.tsv, .csv, .json, .jsonl, .parquet, .arrow, IDX labels). Of a database: the columns to show, a,b,c.",
        HelpName = "file",
    };

    /// <summary>The option that names the column by which metadata is joined.</summary>
    public static Option<string?> KeyOption() => new("--metadata-key")
    {
        Description = "The column that vectors and metadata share. Without it one is looked for, else rows are taken in order.",
        HelpName = "column",
    };

    /// <summary>Adds the argument and the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_path);
        if (output is not null)
        {
            command.Add(output);
        }

        command.Add(_run);
        command.Add(_tensor);
        command.Add(_columns);
        if (withMetadata)
        {
            command.Add(_metadata);
            command.Add(_key);
        }

        if (withEdits)
        {
            command.Add(_withoutEdits);
        }

        _database.AddTo(command);
        command.Validators.Add(r =>
        {
            if (Input(r) is null && !_database.HasQuery(r))
            {
                r.AddError("Say what to read: a path, a database, or --query SELECT ….");
            }
            else if (output is not null && Output(r) is null)
            {
                r.AddError("Say where to write: INPUT OUTPUT, or --query SELECT … OUTPUT.");
            }
        });
    }

    /// <summary>The value of the argument behind the input.</summary>
    public string? Output(CommandResult result) => IsOutputAlone(result) ? result.GetValue(_path) : result.GetValue(output!);

    /// <summary>The scanner of a path: of a log directory, or of a file or checkpoint.</summary>
    /// <exception cref="IOException">There is nothing of that name.</exception>
    public static LogDirectoryScanner Scanner(string path, string? metadata = null, int? columns = null, string? metadataKey = null)
    {
        if (Directory.Exists(path))
        {
            return LogDirectoryScanner.ForDirectory(path);
        }

        if (metadata is not null && !File.Exists(metadata))
        {
            throw new IOException($"{metadata}: no such file (looked for {Path.GetFullPath(metadata)}).");
        }

        var scanner = LogDirectoryScanner.ForFile(path, metadata, columns, metadataKey);
        var snapshot = scanner.Scan();
        return snapshot.Runs.Count > 0
            ? scanner
            : throw new IOException(string.Join('\n', snapshot.Problems.Select(p => ProblemText.Line("", p))));
    }

    /// <summary>Reads the tensor that the command line names, or the best guess.</summary>
    /// <exception cref="DataFormatException">It cannot be used.</exception>
    public EmbeddingData Read(ParseResult result, ProgressLine progress, CancellationToken cancellationToken) => ReadAll(result, progress, inOrder: false, cancellationToken).Data;

    /// <summary>The same, with what it was read from.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="inOrder">True for a command that goes through the vectors once, from the first to the last: little of them is then held in memory.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public (EmbeddingData Data, Embedding Embedding) ReadAll(ParseResult result, ProgressLine progress, bool inOrder, CancellationToken cancellationToken)
    {
        var snapshot = _database.Scanner(
            result, Input(result.CommandResult), withMetadata ? result.GetValue(_metadata) : null, result.GetValue(_columns), withMetadata ? result.GetValue(_key) : null).Scan(cancellationToken);
        var path = snapshot.Path;
        var (run, embedding) = Choose(path, snapshot, result.GetValue(_run), result.GetValue(_tensor), out var guessed);
        var error = result.InvocationConfiguration.Error;
        if (guessed)
        {
            error.WriteLine($"Taking tensor \"{embedding.TensorName}\" of run \"{run.Name}\"; --run and --tensor choose another.");
        }

        if (embedding.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) is { } problem)
        {
            throw new DataFormatException(problem.Path ?? path, $"tensor \"{embedding.TensorName}\"", problem.Message.TrimEnd('.'), null, problem.Remedy);
        }

        progress.Report("reading", 0);
        var data = inOrder
            ? EmbeddingLoader.LoadInOrder(embedding, progress.For("reading"), cancellationToken)
            : EmbeddingLoader.Load(embedding, progress.For("reading"), cancellationToken);
        progress.End();
        foreach (var note in data.Problems)
        {
            error.WriteLine(ProblemText.Line("", note));
        }

        return (withEdits ? Edited(data, new(MetadataEditKey.Of(path, run, embedding, data.Vectors.RowCount), MetadataEditFile.DefaultDirectory), result) : data, embedding);
    }

    private EmbeddingData Edited(EmbeddingData data, MetadataEditFile file, ParseResult result)
    {
        var error = result.InvocationConfiguration.Error;
        if (result.GetValue(_withoutEdits))
        {
            if (file.Location is { } kept)
            {
                error.WriteLine($"note: What was edited of the metadata on the page is left out, as --without-edits says (it is kept in {kept}).");
            }

            return data;
        }

        var edited = EditedMetadata.Load(file, data.Metadata, data.Vectors.RowCount);
        if (edited.EditedCells is > 0 and var cells)
        {
            error.WriteLine(
                $"note: {cells:N0} {(cells == 1 ? "value of the metadata is as it was" : "values of the metadata are as they were")} edited on the page (kept in {file.Location}); --without-edits takes the metadata as its file has it.");
        }

        foreach (var problem in edited.Problems.Where(p => p.Severity != ProblemSeverity.Note))
        {
            error.WriteLine(ProblemText.Line("", problem));
        }

        return data with { Metadata = edited.Metadata };
    }

    private string? Input(CommandResult result) => IsOutputAlone(result) ? null : result.GetValue(_path);

    private bool IsOutputAlone(CommandResult result) => output is not null && result.GetValue(output) is null && _database.HasQuery(result);

    private static (Run, Embedding) Choose(string path, LogSnapshot snapshot, string? runName, string? tensorName, out bool guessed)
    {
        var all = snapshot.Runs.SelectMany(r => r.Embeddings.Select(e => (Run: r, Embedding: e))).ToList();
        var matching = all
            .Where(x => (runName is null || x.Run.Name == runName) && (tensorName is null || x.Embedding.TensorName == tensorName))
            .OrderByDescending(x => x.Embedding.CanBeShown)
            .ToList();
        guessed = matching.Count > 1;
        if (matching.Count > 0)
        {
            return matching[0];
        }

        if (all.Count == 0)
        {
            var reasons = ProblemText.All(snapshot).Select(p => ProblemText.Line(p.Where, p.Problem));
            throw new DataFormatException(path, null, "nothing in it can be used as vectors.\n" + string.Join('\n', reasons).TrimEnd('.'));
        }

        throw new DataFormatException(
            path, null, $"no tensor \"{tensorName ?? "(any)"}\" in run \"{runName ?? "(any)"}\"",
            "one of: " + string.Join(", ", all.Take(20).Select(x => $"\"{x.Embedding.TensorName}\" of run \"{x.Run.Name}\"")) + (all.Count > 20 ? " …" : ""));
    }
}
