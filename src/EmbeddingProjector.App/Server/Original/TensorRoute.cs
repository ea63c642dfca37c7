using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server.Original;

/// <summary><c>/tensor</c>: row-major float32, little-endian, nothing before it. Never of an older checkpoint than the one on disk.</summary>
internal static class TensorRoute
{
    private const string ContentType = "application/octet-stream";

    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        if (!OriginalRequest.TryParse(context, emptyRunIsMissing: false, limited: true, out var request, out var error)
            || (request.Info is { TensorPath.Length: > 0 } info && !FileIsThere(request, info, out error)))
        {
            await OriginalResponse.BadRequestAsync(context, error).ConfigureAwait(false);
            return;
        }

        try
        {
            if (request.Embedding is { } embedding)
            {
                await RowsAsync(context, request, embedding).ConfigureAwait(false);
                return;
            }

            if (FindInCheckpoint(request, context.RequestAborted) is { } found)
            {
                await AnyShapeAsync(context, request, found.Format, found.Tensor).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception e) when (e is DataFormatException or ApiException && !context.Response.HasStarted)
        {
            await OriginalResponse.BadRequestAsync(context, e.Message).ConfigureAwait(false);
            return;
        }

        await OriginalResponse.BadRequestAsync(
            context, $"Tensor \"{request.Name}\" not found in checkpoint dir \"{request.Run.Config.ModelCheckpointPath}\"").ConfigureAwait(false);
    }

    private static bool FileIsThere(OriginalRequest request, EmbeddingInfo info, [NotNullWhen(false)] out string? error)
    {
        var path = request.Embedding?.Source.Path;
        if (path is null && !AssetPaths.TryResolve(Path.GetDirectoryName(request.ConfigPath)!, info.TensorPath, out path))
        {
            error = AssetFile.OutsideText(info.TensorPath);
            return false;
        }

        error = File.Exists(path) ? null : $"Tensor file \"{path}\" does not exist";
        return error is null;
    }

    private static async Task RowsAsync(HttpContext context, OriginalRequest request, Embedding embedding)
    {
        var dataset = context.RequestServices.GetRequiredService<DatasetCatalog>().Open(request.Run, embedding);
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        for (var changed = dataset.Changed.Next; dataset.State is DatasetState.Loading; changed = dataset.Changed.Next)
        {
            await changed.WaitAsync(end.Token).ConfigureAwait(false);
        }

        using var use = dataset.Use();
        var vectors = use.Data.Vectors;
        var rows = (int)Math.Min(vectors.RowCount, request.RowLimit ?? long.MaxValue);
        OriginalResponse.SetHeaders(context, ContentType);
        context.Response.ContentLength = (long)rows * vectors.ColumnCount * sizeof(float);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await VectorBytes.WriteAsync(context.Response.Body, vectors, rows, end.Token).ConfigureAwait(false);
    }

    // Any other numeric tensor of the checkpoint is had by its name, whatever its shape; num_rows cuts its first axis.
    private static async Task AnyShapeAsync(HttpContext context, OriginalRequest request, IVectorFormat format, TensorInfo tensor)
    {
        var total = tensor.ElementCount;
        if (tensor.Shape.Count > 0 && tensor.Shape[0] > 0 && request.RowLimit < tensor.Shape[0])
        {
            total = total / tensor.Shape[0] * request.RowLimit.Value;
        }

        var bytes = new ArrayBufferWriter<byte>();
        format.Visit(
            request.Run.CheckpointPath!,
            tensor,
            values =>
            {
                var wanted = (int)Math.Min(values.Length, total - (bytes.WrittenCount / sizeof(float)));
                var floats = new float[wanted];
                for (var i = 0; i < wanted; i++)
                {
                    floats[i] = (float)values[i];
                }

                Write(bytes, floats);
            },
            context.RequestAborted);
        await OriginalResponse.BytesAsync(
            context, new MemoryStream(bytes.WrittenMemory.ToArray(), writable: false), bytes.WrittenCount, ContentType).ConfigureAwait(false);
    }

    private static (IVectorFormat Format, TensorInfo Tensor)? FindInCheckpoint(OriginalRequest request, CancellationToken cancellationToken)
    {
        if (request.Run.CheckpointPath is not { } checkpoint)
        {
            return null;
        }

        var format = VectorFormats.Detect(checkpoint);
        var tensor = format.List(checkpoint, cancellationToken).FirstOrDefault(t => t.Name == request.Name && t.IsNumeric);
        return tensor is null ? null : (format, tensor);
    }

    private static void Write(ArrayBufferWriter<byte> writer, ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var length = values.Length * sizeof(float);
        LittleEndian.Copy(values, writer.GetSpan(length));
        writer.Advance(length);
    }
}
