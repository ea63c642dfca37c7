using System.CommandLine;
using System.CommandLine.Parsing;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Databases;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Writers;

namespace EmbeddingProjector.App.Commands;

/// <summary>The command <c>projector</c>. To add a subcommand: a class in this folder and a line here.</summary>
internal static class ProjectorCommand
{
    private const string Manual =
        """
        Reads log directories of TensorBoard's projector (TensorFlow, Keras, PyTorch), TensorFlow checkpoints, and vector files
        (.tsv .csv .json .jsonl .npy .npz .safetensors .pt .pth .keras .h5 .hdf5 .h5ad .vec .bin .bytes .parquet, GloVe, IDX; many also as .gz);
        tables of PostgreSQL, and the answer to any query of DuckDB. Vectors stay on this machine.

        Examples:
          projector demo
          projector serve --logdir logs
          projector serve vectors.npy --metadata labels.tsv
          projector inspect logs --stats
          projector neighbors vectors.npy --k 15 --output neighbors.npy
          projector convert vectors.npz vectors.safetensors
          projector project vectors.npy --method umap --dims 2 --output positions.npy

        Exit codes:
          0    done
          1    the input cannot be used, or the work failed; the reason is on stderr
          2    the command line is wrong
          130  cancelled with Ctrl-C

        "projector COMMAND --help" tells more of a command.

        """;

    /// <summary>The command line, with every subcommand.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Shows vectors as a map in the browser, and computes what the map shows.")
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            InspectCommand.Create(),
            NeighborsCommand.Create(),
            ProjectCommand.Create(),
            ConvertCommand.Create(),
        };
        ManualHelp.AddTo(root, Manual);
        return root;
    }

    /// <summary>Parses and runs; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null, CancellationToken cancellationToken = default)
    {
        VectorFormats.Add(LibraryFormats.All);
        VectorWriters.Add(LibraryFormats.Writers);
        var result = Create().Parse(args);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Long enough to write the positions so far of a large map.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        configuration.Output = output ?? configuration.Output;
        configuration.Error = error ?? configuration.Error;
        string[] wrong = [.. UnknownOptions(result)];
        if (wrong.Length > 0 || result.Errors.Count > 0)
        {
            foreach (var problem in wrong.Length > 0 ? wrong : result.Errors.Select(e => e.Message))
            {
                await configuration.Error.WriteLineAsync(Credentials.Redact(problem)).ConfigureAwait(false);
            }

            await configuration.Error.WriteLineAsync($"\"{HelpFor(result)}\" tells more.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await RunAsync(result, configuration, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(ParseResult result, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        try
        {
            return await result.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await configuration.Error.WriteLineAsync("Cancelled.").ConfigureAwait(false);
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is DataFormatException or ArgumentException or IOException or UnauthorizedAccessException or ApiException)
        {
            await configuration.Error.WriteLineAsync(Credentials.Redact(e.Message)).ConfigureAwait(false);
            return ExitCodes.Failure;
        }
        catch (OutOfMemoryException)
        {
            await configuration.Error.WriteLineAsync("There is not enough memory for this.").ConfigureAwait(false);
            return ExitCodes.Failure;
        }
    }

    // The parser takes an option that it does not know for a path where a command takes one, and would then complain of something else.
    private static IEnumerable<string> UnknownOptions(ParseResult result) =>
        from token in result.Tokens
        where token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal) && token.Value.Length > 2 && !Path.Exists(token.Value)
        select $"There is no option \"{token.Value}\".";

    private static string HelpFor(ParseResult result)
    {
        var command = result.CommandResult.Command;
        return command is RootCommand ? "projector --help" : $"projector {command.Name} --help";
    }
}
