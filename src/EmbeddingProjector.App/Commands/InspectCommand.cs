using System.CommandLine;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector inspect</c>: what is in a log directory, a checkpoint or a file.</summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var path = new Argument<string?>("path") { Description = "A log directory, a checkpoint prefix, a vector file or a database.", Arity = ArgumentArity.ZeroOrOne };
        var database = new DatabaseOptions();
        var json = new Option<bool>("--json") { Description = "Write JSON on stdout: {\"tensors\": [{\"name\", \"dtype\", \"shape\", \"sum\" …}]}." };
        var stats = new Option<bool?>("--stats")
        {
            Description = "Read every value: sum, min, max and number of NaN. On with --json, off without; --stats false turns it off.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new ManualCommand("inspect", "Lists the tensors of a log directory, a checkpoint, a file or a database.",
            $"""
            Lists every tensor with name, dtype and shape. For a log directory also its runs, the files that each tensor's config names,
            as they were found, the other tensors of its checkpoints, and everything found wrong.

            NaN values are counted and left out of sum, min and max. The sum is in float64. The exit code is 1 when the path holds
            nothing that can be listed.

            {DatabaseOptions.Manual}

            Examples:
              projector inspect logs
              projector inspect logs/train/model.ckpt-100 --stats
              projector inspect vectors.npy --json
              projector inspect postgres://me@localhost/shop     (all columns of vectors)

            """)
        {
            path, json, stats,
        };
        database.AddTo(command);
        command.Validators.Add(r =>
        {
            if (r.GetValue(path) is null && !database.HasQuery(r))
            {
                r.AddError("Say what to look at: a path, a database, or --query SELECT ….");
            }
        });
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var asJson = result.GetValue(json);
                // "--stats" alone is given without a value.
                var withStatistics = result.GetResult(stats) is { Tokens.Count: 0, Implicit: false } || (result.GetValue(stats) ?? asJson);
                var inspection = database.Open(result, result.GetValue(path), listsAllTables: true) is { } source
                    ? Inspection.Of(source, withStatistics, cancellationToken) : Inspection.Of(result.GetValue(path)!, withStatistics, cancellationToken);
                var output = result.InvocationConfiguration.Output;
                if (asJson)
                {
                    InspectionText.WriteJson(inspection, output);
                }
                else
                {
                    InspectionText.Write(inspection, output);
                }

                return inspection.Tensors.Count > 0 ? ExitCodes.Success : ExitCodes.Failure;
            },
            cancellationToken));
        return command;
    }
}
