using EmbeddingProjector.App.Commands;

return await ProjectorCommand.RunAsync(args).ConfigureAwait(false);
