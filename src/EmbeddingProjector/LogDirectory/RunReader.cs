using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Reads one run: its config, its checkpoint, and from both the list of embeddings. The config that is served is augmented as TensorBoard does it
/// (":0" cut, shapes filled in, every tensor of two axes added, an unnamed first entry as the template of those added).
/// </summary>
internal sealed class RunReader
{
    private readonly ScanContext _context;
    private readonly RunPlace _place;
    private readonly EmbeddingReader _reader;
    private readonly List<LogProblem> _problems;
    private readonly ProjectorConfig _served = new();
    private readonly List<Embedding> _embeddings = [];
    private readonly Dictionary<string, EmbeddingInfo> _first = new(StringComparer.Ordinal);
    private readonly HashSet<LogProblem> _said = [];

    private RunReader(ScanContext context, RunPlace place, bool isConfined)
    {
        _context = context;
        _place = place;
        _problems = [.. place.Problems];
        var directory = place.ConfigPath is null ? place.Directory : Path.GetDirectoryName(place.ConfigPath)!;
        _reader = new(context, new(directory, isConfined));
    }

    /// <summary>Reads the run at a place; whatever is wrong is among its problems.</summary>
    public static Run Read(ScanContext context, RunPlace place, bool isConfined = true) => new RunReader(context, place, isConfined).Read();

    private Run Read()
    {
        var written = new ProjectorConfig();
        if (_place.ConfigPath is { } configPath)
        {
            var reading = ConfigReading.Of(_context, configPath);
            _problems.AddRange(reading.Problems);
            if (reading.Failure is { } failure)
            {
                _problems.Add(failure);
            }

            written = reading.Config;
        }

        var entries = written.Embeddings.Select(e => e.Copy()).ToList();
        AddFound(entries, configFailed: _problems.Any(p => p.Severity == ProblemSeverity.Error));
        var onlyFiles = entries.Count > 0 && entries.All(e => e.TensorPath.Length > 0);
        var prefix = _place.Checkpoint is not null || (_place.Found.Count > 0 && _place.ConfigPath is null)
            ? _place.Checkpoint
            : new CheckpointFinder(_place.Directory, _reader.Assets.Directory, _context)
                .Find(written, onlyFiles ? ProblemSeverity.Note : ProblemSeverity.Error, _problems);
        var listing = prefix is null ? null : TensorListing.OfCheckpoint(_context, prefix);
        if (listing?.Failure is { } broken)
        {
            _problems.Add(LogProblems.From(broken, ProblemSeverity.Error));
        }

        // As TensorBoard serves it: as written where it was written and found, the chosen prefix elsewhere.
        _served.ModelCheckpointPath = prefix is null || IsWritten(prefix, written.ModelCheckpointPath) ? written.ModelCheckpointPath : prefix;
        _served.ModelCheckpointDir = written.ModelCheckpointDir;

        var opened = listing is { Failure: null };
        EmbeddingInfo? template = null;
        if (opened && entries is [{ TensorName.Length: 0, TensorPath.Length: 0 } first, ..])
        {
            template = first;
            entries.RemoveAt(0);
        }

        foreach (var entry in entries)
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            AddEntry(entry, prefix, listing);
        }

        if (opened)
        {
            AddTensors(listing!, prefix!, template);
        }

        SayWhatIsMissing(prefix, listing, entries.Count);
        var embeddings = EmbeddingOrder.Sorted(_embeddings, keepFileOrder: _place.KeepsOrder || _place.ConfigPath?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true);
        var version = ScanContext.Version(
        [
            _place.Name, _place.ConfigPath, prefix, ProjectorConfigText.Write(_served),
            .. embeddings.Select(e => e.Version),
            .. ScanContext.Parts(_problems),
        ]);
        return new(_place.Name, _place.Directory, _place.ConfigPath, prefix, _served, embeddings, _problems, version);
    }

    private bool IsWritten(string prefix, string written) => written.Length > 0
        && (prefix == CheckpointState.Combine(Environment.CurrentDirectory, written) || prefix == CheckpointState.Combine(_reader.Assets.Directory, written));

    // Entries for folders that the config does not name: PyTorch forgets those of an earlier process when it writes the config anew.
    private void AddFound(List<EmbeddingInfo> entries, bool configFailed)
    {
        if (_place.Found.Count == 0)
        {
            return;
        }

        var directory = _place.Directory;
        if (_place.ConfigPath is null || configFailed)
        {
            entries.AddRange(_place.Found.Select(e => e.Copy()));
            if (_place.FoundBy is null)
            {
                return;
            }

            _problems.Add(new(
                ProblemSeverity.Note,
                _place.FoundBy == "PyTorch"
                    ? $"{(configFailed ? $"{Path.GetFileName(_place.ConfigPath)} cannot be read" : $"There is no {RunPlace.ConfigName}")}; the step folders of PyTorch's add_embedding were recognised."
                    : $"There is no {RunPlace.ConfigName}; {(_place.Found.Count == 1 ? "the file" : $"the {_place.Found.Count:N0} files")} of vectors in the directory "
                        + $"{(_place.Found.Count == 1 ? "is" : "are")} shown: {LogProblems.Some([.. _place.Found.Select(f => f.TensorName)])}.",
                null, directory));
            return;
        }

        var named = entries.Select(e => e.TensorPath.Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        if (!_place.Found.Any(f => named.Contains(f.TensorPath)))
        {
            return;
        }

        var forgotten = _place.Found.Where(f => !named.Contains(f.TensorPath)).ToList();
        if (forgotten.Count > 0)
        {
            entries.AddRange(forgotten.Select(e => e.Copy()));
            _problems.Add(new(
                ProblemSeverity.Note,
                $"{Path.GetFileName(_place.ConfigPath)} does not name {LogProblems.Some([.. forgotten.Select(f => f.TensorName)])}, whose folders lie beside the others; "
                + "they are shown too.",
                null, _place.ConfigPath));
        }
    }

    private void AddEntry(EmbeddingInfo entry, string? prefix, TensorListing? listing)
    {
        var notes = new List<LogProblem>();
        if (entry.TensorName.Length == 0 && entry.TensorPath.Length > 0)
        {
            entry.TensorName = AssetFinder.BaseName(entry.TensorPath);
        }

        entry.TensorName = TensorNames.WithoutSuffix(entry.TensorName);
        _served.Embeddings.Add(entry);
        if (entry.TensorName.Length == 0)
        {
            SayOnce(new(
                ProblemSeverity.Error, "An embedding in the config has neither tensor_name nor tensor_path.",
                prefix is null ? "Name a tensor of a checkpoint or a file of vectors." : "Only the first embedding may leave out its name: it then stands for all tensors of the checkpoint.",
                _place.ConfigPath));
            return;
        }

        if (!_first.TryAdd(entry.TensorName, entry))
        {
            SayRepeated(entry);
            return;
        }

        Embedding embedding;
        if (entry.TensorPath.Length > 0)
        {
            embedding = _reader.OfFile(entry, notes);
        }
        else if (listing is { Failure: null } && TensorNames.Match(entry.TensorName, listing.Tensors, notes) is { } tensor)
        {
            embedding = _reader.OfCheckpoint(entry, prefix!, listing, tensor, notes);
        }
        else
        {
            embedding = _reader.Missing(entry, prefix, WhyMissing(entry.TensorName, prefix, listing));
        }

        if (entry.TensorShape.Count == 0)
        {
            foreach (var length in embedding.Shape)
            {
                entry.TensorShape.Add(length);
            }
        }

        _embeddings.Add(embedding);
    }

    private void AddTensors(TensorListing listing, string prefix, EmbeddingInfo? template)
    {
        var taken = _embeddings.Where(e => e.Source.IsCheckpoint).Select(e => e.Source.Tensor).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in listing.Tensors)
        {
            var name = TensorNames.WithoutSuffix(tensor.Name);
            if (!TensorNames.IsAdded(tensor) || taken.Contains(tensor.Name) || _first.ContainsKey(name))
            {
                continue;
            }

            var entry = new EmbeddingInfo
            {
                TensorName = name,
                MetadataPath = template?.MetadataPath ?? "",
                BookmarksPath = template?.BookmarksPath ?? "",
            };
            foreach (var length in tensor.Shape)
            {
                entry.TensorShape.Add(length);
            }

            _first.Add(name, entry);
            _served.Embeddings.Add(entry);
            _embeddings.Add(_reader.OfCheckpoint(entry, prefix, listing, tensor, []));
        }
    }

    private LogProblem WhyMissing(string name, string? prefix, TensorListing? listing)
    {
        if (prefix is null)
        {
            return new(
                ProblemSeverity.Error, $"\"{name}\" has no vectors: no checkpoint was found in {_place.Directory}.",
                "Save one there (tf.train.Checkpoint(embedding=…).save(…)), name it in the config as model_checkpoint_path, or name a file of vectors as tensor_path.",
                _place.Directory);
        }

        if (listing?.Failure is not null)
        {
            return new(ProblemSeverity.Error, $"\"{name}\" cannot be read, because its checkpoint \"{Path.GetFileName(prefix)}\" cannot.", null, prefix);
        }

        var matrices = listing!.Tensors.Where(TensorNames.IsAdded).Select(t => t.Name).ToList();
        return new(
            ProblemSeverity.Error, $"Tensor \"{name}\" not found in checkpoint \"{Path.GetFileName(prefix)}\".",
            matrices.Count == 0
                ? $"The checkpoint holds no tensor of two axes. It holds {Listed(listing.Tensors)}."
                : $"Write one of these as tensor_name: {LogProblems.Some(matrices, 5)}.",
            prefix);
    }

    private void SayRepeated(EmbeddingInfo entry)
    {
        var first = _first[entry.TensorName];
        var same = first.TensorPath == entry.TensorPath && first.MetadataPath == entry.MetadataPath && first.Sprite?.ImagePath == entry.Sprite?.ImagePath;
        SayOnce(same
            ? new(ProblemSeverity.Note, "The config names some embeddings twice in the same way; each is listed once.", null, _place.ConfigPath)
            : new(
                ProblemSeverity.Warning, $"The config names \"{entry.TensorName}\" twice with different files; the first is shown.",
                "Give each embedding its own tensor_name.", _place.ConfigPath));
    }

    private void SayOnce(LogProblem problem)
    {
        if (_said.Add(problem))
        {
            _problems.Add(problem);
        }
    }

    private void SayWhatIsMissing(string? prefix, TensorListing? listing, int entries)
    {
        if (_embeddings.Count > 0)
        {
            return;
        }

        if (listing is { Failure: null })
        {
            _problems.Add(new(
                ProblemSeverity.Error,
                $"The checkpoint \"{Path.GetFileName(prefix)}\" holds no table of vectors, that is, no tensor of two axes. It holds {Listed(listing.Tensors)}.",
                "Save the weights of the embedding layer as a variable of rows × columns.", prefix));
        }
        else if (prefix is null && _place.ConfigPath is not null && entries == 0 && !_problems.Any(p => p.Severity == ProblemSeverity.Error))
        {
            _problems.Add(new(
                ProblemSeverity.Error, $"{Path.GetFileName(_place.ConfigPath)} names no embedding, and there is no checkpoint in {_place.Directory}.",
                "Add embeddings { tensor_path: \"vectors.tsv\" metadata_path: \"metadata.tsv\" }, or save a checkpoint into the directory.", _place.ConfigPath));
        }
        else if (prefix is null && _place.ConfigPath is null)
        {
            _problems.Add(new(
                ProblemSeverity.Note, $"There is no {RunPlace.ConfigName} and no checkpoint, so there is nothing to map.",
                $"Write {RunPlace.ConfigName} and a checkpoint into {_place.Directory}.", _place.Directory));
        }
    }

    private static string Listed(IReadOnlyList<TensorInfo> tensors)
    {
        const int most = 8;
        if (tensors.Count == 0)
        {
            return "nothing";
        }

        var text = string.Join(", ", tensors.Take(most).Select(t => $"\"{t.Name}\" ({t.ElementType}, {EmbeddingReader.Shape(t.Shape)})"));
        return tensors.Count <= most ? text : $"{text} and {tensors.Count - most:N0} more";
    }
}
