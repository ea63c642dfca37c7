using System.Globalization;
using EmbeddingProjector.Training.Reviews;

namespace EmbeddingProjector.Training;

/// <summary>
/// The tutorial's data: 50,000 movie reviews of IMDb, half to train and half to test, half positive and half negative (Maas, Daly, Pham, Huang, Ng and
/// Potts, "Learning word vectors for sentiment analysis", ACL 2011).
/// </summary>
/// <remarks>
/// The order is the one in which TensorFlow Datasets hands out <c>imdb_reviews</c>: by a hash of the file's name. So both kinds of reviews are well
/// mixed, and the order is the same whether the files came from the archive, from a folder, or from another system. Unlabelled reviews
/// (<c>train/unsup</c>) are left out.
/// </remarks>
public sealed class ImdbReviews
{
    /// <summary>Where the archive is published.</summary>
    public static readonly Uri ArchiveAddress = new("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz");

    private const long ArchiveSize = 84_125_825;
    private const string ArchiveSha256 = "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe";
    private const int PublishedOfEachSplit = 25_000;

    internal ImdbReviews(ReviewCollection reviews, string source, string? reason = null)
    {
        (Train, Test) = (reviews.InOrder("train"), reviews.InOrder("test"));
        (Source, GeneratedBecause) = (source, reason);
    }

    /// <summary>The reviews to train with.</summary>
    public IReadOnlyList<Review> Train { get; }

    /// <summary>The reviews to test with.</summary>
    public IReadOnlyList<Review> Test { get; }

    /// <summary>The archive or folder that was read, or "generated".</summary>
    public string Source { get; }

    /// <summary>Whether these are made-up reviews and not those of people: figures and maps made from them mean nothing.</summary>
    public bool IsGenerated => GeneratedBecause is not null;

    /// <summary>Why there are generated reviews instead of real ones, as a sentence to show; null for real reviews.</summary>
    public string? GeneratedBecause { get; }

    /// <summary>Whether all 50,000 published reviews are there.</summary>
    public bool IsComplete => !IsGenerated && Train.Count == PublishedOfEachSplit && Test.Count == PublishedOfEachSplit;

    /// <summary>What these reviews are, as a line to show: how many, from where, and what is missing.</summary>
    public string Description
    {
        get
        {
            var counts = string.Create(CultureInfo.InvariantCulture, $"{Train.Count:N0} reviews to train and {Test.Count:N0} to test");
            return IsGenerated ? $"GENERATED: {counts}, made up by this program; not real reviews. {GeneratedBecause}"
                : IsComplete ? $"{counts}, from {Source}"
                : $"{counts}, from {Source} (a part: the published collection has 25,000 of each)";
        }
    }

    /// <summary>
    /// Reads the reviews. With no path, the published archive (84 MB) is downloaded once into the person's cache, resumed after a break and verified;
    /// when it cannot be downloaded, made-up reviews take its place and <see cref="IsGenerated"/> and <see cref="Description"/> say so.
    /// </summary>
    /// <param name="path"><c>aclImdb_v1.tar.gz</c>, or the folder it was extracted to; null to download.</param>
    /// <param name="progress">Learns of the download.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="DataFormatException">What stands at the path is cut, damaged or something else; the message says what to do.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public static ImdbReviews Load(string? path = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (path is null)
        {
            var download = new ArchiveDownload(ArchiveAddress, ArchiveSize, ArchiveSha256, CacheDirectory.For("imdb-reviews"));
            return Load(download, progress, cancellationToken);
        }

        if (Directory.Exists(path))
        {
            return new ImdbReviews(ReviewFolder.Read(path, cancellationToken), path);
        }

        if (File.Exists(path))
        {
            return new ImdbReviews(ReviewArchive.Read(path, cancellationToken), path);
        }

        throw new DataFormatException(
            path, null, "there is no such file or folder", "aclImdb_v1.tar.gz or the folder aclImdb extracted from it",
            "Check the path, or give none to download the reviews.");
    }

    /// <summary>Made-up reviews, the same ones for the same seed: for trying a program without data, never for figures.</summary>
    /// <param name="reason">Why they are made, for <see cref="GeneratedBecause"/>.</param>
    /// <param name="seed">Another seed gives other reviews.</param>
    /// <param name="perFolder">The number of positive and of negative reviews, in each of the two splits.</param>
    public static ImdbReviews Generate(string reason = "They were asked for.", int seed = 0, int perFolder = 2500)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(perFolder, 1);
        return new ImdbReviews(GeneratedReviews.Make(seed, perFolder), "generated", reason);
    }

    internal static ImdbReviews Load(ArchiveDownload download, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string path;
        try
        {
            // No caller's context is needed, and none may be waited for.
            path = Task.Run(() => download.FetchAsync(progress, cancellationToken), cancellationToken).GetAwaiter().GetResult();
        }
        catch (HttpRequestException failure)
        {
            return Generate($"The real ones could not be downloaded from {ArchiveAddress}: {failure.Message} Download them and give their path.");
        }

        return new ImdbReviews(ReviewArchive.Read(path, cancellationToken), path);
    }
}
