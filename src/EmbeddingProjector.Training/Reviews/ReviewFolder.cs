namespace EmbeddingProjector.Training.Reviews;

/// <summary>Reads the folder <c>aclImdb</c> that the archive was extracted to, or one that holds it.</summary>
internal static class ReviewFolder
{
    public static ReviewCollection Read(string path, CancellationToken cancellationToken)
    {
        var inner = Path.Combine(path, "aclImdb");
        var root = Directory.Exists(Path.Combine(path, "train")) || !Directory.Exists(inner) ? path : inner;
        var names = new List<ReviewName>();
        foreach (var folder in new[] { "train/pos", "train/neg", "test/pos", "test/neg" })
        {
            var directory = Path.Combine(root, folder);
            if (Directory.Exists(directory))
            {
                names.AddRange(
                    from file in Directory.EnumerateFiles(directory)
                    let name = ReviewName.Of($"{folder}/{Path.GetFileName(file)}", root)
                    where name is not null
                    select name.Value);
            }
        }

        var reviews = new ReviewCollection(root);
        var texts = new string[names.Count];
        var faults = new DataFormatException?[names.Count];
        Parallel.For(0, names.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            try
            {
                texts[i] = reviews.Decode(names[i], ReviewFile.Bytes(Path.Combine(root, names[i].Path)));
            }
            catch (DataFormatException fault)
            {
                faults[i] = fault;
            }
        });
        if (faults.FirstOrDefault(fault => fault is not null) is { } first)
        {
            throw first;
        }

        for (var i = 0; i < texts.Length; i++)
        {
            reviews.Add(names[i], texts[i]);
        }

        return reviews.Checked();
    }
}
