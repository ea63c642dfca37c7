using System.Security.Cryptography;
using System.Text;

namespace EmbeddingProjector.Training.Reviews;

/// <summary>Reviews as they are found, and the order in which they are handed out.</summary>
internal sealed class ReviewCollection(string source)
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly byte[] _whiteSpace = [.. " \t\n\r\v\f"u8];

    private readonly Dictionary<string, (string Split, Review Review)> _reviews = new(StringComparer.Ordinal);

    /// <summary>The number of reviews found so far.</summary>
    public int Count => _reviews.Count;

    /// <summary>Adds a review as it stands in its file; ASCII white space around it is no part of it.</summary>
    /// <exception cref="DataFormatException">It is no UTF-8, or was there before.</exception>
    public void Add(ReviewName name, ReadOnlySpan<byte> file) => Add(name, Decode(name, file));

    /// <summary>Adds a review.</summary>
    /// <exception cref="DataFormatException">It was there before.</exception>
    public void Add(ReviewName name, string text)
    {
        if (!_reviews.TryAdd(name.Path, (name.Split, new Review(name.Path, text, name.Label, name.Rating))))
        {
            throw new DataFormatException(source, name.Path, "the review is there twice", "each review once", "Get the collection again.");
        }
    }

    /// <summary>The text of a file.</summary>
    public string Decode(ReviewName name, ReadOnlySpan<byte> file)
    {
        try
        {
            return _utf8.GetString(file.Trim(_whiteSpace));
        }
        catch (DecoderFallbackException fault)
        {
            throw new DataFormatException(
                source, $"{name.Path}, offset {fault.Index}", $"bytes {Convert.ToHexString(fault.BytesUnknown ?? [])} that are no UTF-8", "text in UTF-8",
                "Get the collection again.", fault);
        }
    }

    /// <summary>Checks that each of the four folders has reviews.</summary>
    /// <exception cref="DataFormatException">One has none.</exception>
    public ReviewCollection Checked()
    {
        foreach (var folder in new[] { "train/pos", "train/neg", "test/pos", "test/neg" })
        {
            if (!_reviews.Keys.Any(path => path.StartsWith(folder + '/', StringComparison.Ordinal)))
            {
                throw new DataFormatException(
                    source, folder, Count == 0 ? "there are no reviews at all" : $"there are no reviews here, but {Count} elsewhere",
                    "files ID_RATING.txt in train/pos, train/neg, test/pos and test/neg",
                    "Give aclImdb_v1.tar.gz or the folder aclImdb extracted from it.");
            }
        }

        return this;
    }

    /// <summary>
    /// The reviews of a split in the order of TensorFlow Datasets: by the MD5 of the split's name and the path in the published archive. The hash only
    /// mixes; nothing is secured by it.
    /// </summary>
    public IReadOnlyList<Review> InOrder(string split)
    {
        var reviews = _reviews.Values.Where(entry => entry.Split == split).Select(entry => entry.Review).ToArray();
#pragma warning disable CA5351 // The order is defined by this hash.
        var keys = Array.ConvertAll(reviews, review => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes($"{split}aclImdb/{review.Name}"))));
#pragma warning restore CA5351
        Array.Sort(keys, reviews, StringComparer.Ordinal);
        return reviews;
    }
}
