using System.CommandLine;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector serve</c>: a log directory or a vector file in the browser.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var path = new Argument<string?>("path")
        {
            Description = "A log directory, a vector file, a checkpoint prefix or a database.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var logdir = new Option<string?>("--logdir") { Description = "The log directory; the same as giving a directory as path.", HelpName = "directory" };
        var metadata = VectorInput.MetadataOption();
        var key = VectorInput.KeyOption();
        var columns = new Option<int?>("--columns") { Description = "Numbers in a row, for a .bytes file, which does not say.", HelpName = "d" };
        var database = new DatabaseOptions();
        var settings = new ServerSettings();
        var command = new ManualCommand("serve", "Serves the map of a log directory, a vector file or a database.",
            $"""
            Serves the map of a log directory, a vector file or a database, and prints its address when it is ready.

            Changes on disk are noticed: a new checkpoint, an edited config, a new run. What is wrong with the directory is told on
            stderr and on the page. Ctrl-C stops the server; the exit code is then 0.

            {DatabaseOptions.Manual}

            Examples:
              projector serve --logdir logs --port 0 --open
              projector serve vectors.bytes --columns 100 --metadata labels.tsv
              projector serve embeddings.jsonl --metadata texts.jsonl --metadata-key id
              projector serve postgres://me@localhost/shop --table items --vector embedding --metadata title,year
              projector serve --query "SELECT * FROM 'reviews/*.parquet'"
              projector serve --logdir logs --host 0.0.0.0     (prints an address with a token)

            """)
        {
            path, logdir, metadata, key, columns,
        };
        database.AddTo(command);
        settings.AddTo(command);
        command.Validators.Add(r =>
        {
            var (given, directory) = (r.GetValue(path), r.GetValue(logdir));
            if (given is null && directory is null && !database.HasQuery(r))
            {
                r.AddError("Say what to serve: a path, --logdir DIRECTORY, or --query SELECT ….");
            }
            else if (directory is not null && (given is not null || database.HasQuery(r)))
            {
                r.AddError("Give either a path or --logdir, not both.");
            }
            else if ((directory is not null || Directory.Exists(given)) && (r.GetResult(metadata) is not null || r.GetResult(key) is not null || r.GetResult(columns) is not null))
            {
                r.AddError("--metadata, --metadata-key and --columns belong to a vector file; a log directory says such things in its projector_config.pbtxt.");
            }
        });
        command.SetAction((result, cancellationToken) => ServerSession.RunAsync(
            database.Scanner(result, Existing(result.GetValue(logdir)) ?? result.GetValue(path), result.GetValue(metadata), result.GetValue(columns), result.GetValue(key)),
            settings.Read(result), settings.Open(result),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static string? Existing(string? logdir) => logdir is null || Directory.Exists(logdir) ? logdir
        : throw new IOException(File.Exists(logdir)
            ? $"{logdir} is a file. To serve a file, leave --logdir out: projector serve {logdir}."
            : $"{logdir}: no such directory (looked for {Path.GetFullPath(logdir)}).");
}
