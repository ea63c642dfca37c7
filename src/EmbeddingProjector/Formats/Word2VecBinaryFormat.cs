using System.Runtime.InteropServices;
using System.Text.Unicode;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// The binary files of word2vec: a line of text with the number of words and of dimensions, then for each word its UTF-8 bytes, a space and its
/// numbers as little-endian float32, with or without a line end behind them (word2vec.c, and gensim's <c>save_word2vec_format</c>). Plain or gzip.
/// </summary>
public sealed class Word2VecBinaryFormat : IVectorFormat
{
    private const int MaxHeader = 64;

    // No word comes near this; without a limit a file that holds something else would be taken for one word.
    private const int MaxWordBytes = 1 << 16;
    private const int RowsPerStep = 4096;
    private const uint FastTextMagic = 793_712_314;

    private Word2VecBinaryFormat()
    {
    }

    /// <summary>The format.</summary>
    public static Word2VecBinaryFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "word2vec binary (.bin)";

    /// <inheritdoc/>
    public bool ReadsGzip => true;

    /// <summary>Recognises a line of two numbers that is followed by a word, a space and something that is no text.</summary>
    /// <inheritdoc cref="IVectorFormat.Recognizes"/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        if (IsFastTextModel(firstBytes))
        {
            return true;
        }

        var end = firstBytes[..Math.Min(firstBytes.Length, MaxHeader)].IndexOf((byte)'\n');
        if (end < 0 || WordVectorLayout.Header(firstBytes[..end]) is not { } header)
        {
            return false;
        }

        var rest = firstBytes[(end + 1)..];
        var space = rest.IndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        var numbers = rest[(space + 1)..];
        numbers = numbers[..(int)Math.Min(numbers.Length, header.Dimensions * sizeof(float))];
        return !Utf8.IsValid(numbers) || numbers.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || numbers.IndexOfAnyInRange((byte)14, (byte)31) >= 0;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        using var file = new BufferedBytes(path);
        var (rows, columns) = ReadHeader(path, file);
        return [new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [rows, columns], true, LengthProblem(file, rows, columns))];
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var file = new BufferedBytes(path);
        var (rows, columns) = ReadHeader(path, file);
        RequireLength(path, file, rows, columns);
        var expected = file.IsPacked ? 0 : rows;
        var words = new MetadataColumnBuilder("word", expected);
        using var table = new VectorTableBuilder(columns, expected, settings.Storage);
        // Words are told apart on another thread, some thousand at a time, while the next are read.
        var (invalid, batch, adding) = (0, new TextCells(), Task.FromResult((Invalid: 0, Spare: new TextCells())));
        for (var row = 0; row < rows;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = table.Reserve(Math.Min(RowsPerStep, rows - row));
            for (; target.Length > 0; target = target[columns..], row++)
            {
                ReadRow(path, file, row, batch, target[..columns]);
            }

            settings.Progress?.Report(row / (double)rows);
            var (full, before) = (batch, adding.GetAwaiter().GetResult());
            invalid += before.Invalid;
            batch = before.Spare;
            batch.Clear();
            adding = Task.Run(() => (words.AddUtf8(full.Texts, full.Ends), full), CancellationToken.None);
        }

        invalid += adding.GetAwaiter().GetResult().Invalid;

        settings.Progress?.Report(1);
        List<string> notes = invalid == 0 ? [] : [$"{invalid:N0} words hold bytes that are no UTF-8; they are shown as \uFFFD."];
        if (!file.AtEnd(skip: (byte)'\n'))
        {
            notes.Add("The file holds more after the words that its first line states; it was not read.");
        }

        return new VectorFile(table.Build(), new MetadataTable(rows, [words.Build()]), notes);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var file = new BufferedBytes(path);
        var (rows, columns) = ReadHeader(path, file);
        RequireLength(path, file, rows, columns);
        // In a packed file the stated columns are believed only as far as there are bytes.
        var step = Math.Min(columns, 1 << 16);
        var vector = new float[step];
        var values = new double[step];
        for (var row = 0; row < rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadWord(path, file, row);
            for (var done = 0; done < columns; done += step)
            {
                var piece = vector.AsSpan(0, Math.Min(step, columns - done));
                ReadNumbers(path, file, row, piece);
                for (var i = 0; i < piece.Length; i++)
                {
                    values[i] = piece[i];
                }

                visit(values.AsSpan(0, piece.Length));
            }
        }
    }

    private static bool IsFastTextModel(ReadOnlySpan<byte> bytes) => bytes.Length >= 8 && MemoryMarshal.Read<uint>(bytes) == FastTextMagic;

    private static (int Rows, int Columns) ReadHeader(string path, BufferedBytes file)
    {
        if (IsFastTextModel(file.Peek(8)))
        {
            throw new DataFormatException(
                path, "offset 0", "a model of fastText, which holds parts of words and not only vectors", "word vectors",
                "Use the .vec file that fastText writes beside it, or write the words with \"fasttext print-word-vectors\".");
        }

        var start = file.Peek(MaxHeader);
        var end = start.IndexOf((byte)'\n');
        if (end < 0 || WordVectorLayout.Header(start[..end]) is not { } header)
        {
            throw new DataFormatException(
                path, "line 1", BadCell.Quote(start[..(end < 0 ? start.Length : end)]), "the number of words and the number of dimensions", "It is not a binary file of word2vec.");
        }

        file.Skip(end + 1);
        return MatrixShape.Require(path, new TensorInfo(Path.GetFileName(path), ElementType.Float32.Name, [header.Rows, header.Dimensions]));
    }

    private static string? LengthProblem(BufferedBytes file, int rows, int columns)
    {
        // A space stands behind every word.
        var needed = (Int128)rows * (1 + ((Int128)columns * sizeof(float)));
        var available = file.Length - file.Position;
        return file.IsPacked || needed <= available
            ? null
            : $"its first line states {rows:N0} words of {columns:N0} numbers, which need {needed:N0} bytes or more; {available:N0} follow: it was cut short";
    }

    private static void RequireLength(string path, BufferedBytes file, int rows, int columns)
    {
        if (LengthProblem(file, rows, columns) is { } problem)
        {
            throw new DataFormatException(path, "line 1", problem);
        }

        // A packed file says its length only at the end; one row must fit what it may unpack to.
        if (file.IsPacked && columns > Math.Max(1 << 20, 64 * file.Length))
        {
            throw new DataFormatException(path, "line 1", $"{columns:N0} dimensions in a file of {file.Length:N0} bytes", "fewer", "It is damaged.");
        }
    }

    // Mostly a row is in the buffer, whole.
    private static void ReadRow(string path, BufferedBytes file, int row, TextCells words, Span<float> vector)
    {
        var bytes = MemoryMarshal.AsBytes(vector);
        var atHand = file.AtHand(bytes.Length + 1);
        var word = atHand.TrimStart((byte)'\n');
        var length = word[..Math.Min(word.Length, MaxWordBytes)].IndexOf((byte)' ');
        if (!BitConverter.IsLittleEndian || length < 0 || word.Length - length - 1 < bytes.Length)
        {
            words.Add(row, ReadWord(path, file, row));
            ReadNumbers(path, file, row, vector);
            return;
        }

        words.Add(row, word[..length]);
        word.Slice(length + 1, bytes.Length).CopyTo(bytes);
        file.Skip(atHand.Length - word.Length + length + 1 + bytes.Length);
    }

    private static ReadOnlySpan<byte> ReadWord(string path, BufferedBytes file, int row)
    {
        // word2vec.c ends a row with a line end, gensim does not.
        while (file.Peek(1) is [(byte)'\n'])
        {
            file.Skip(1);
        }

        if (!file.TryReadUntil((byte)' ', MaxWordBytes, out var word))
        {
            throw new DataFormatException(
                path, $"word {row + 1:N0}, offset {file.Position:N0}", "no space within the next bytes", "a word, a space and its numbers",
                "The file was cut short or damaged, or its first line states too many words.");
        }

        return word;
    }

    private static void ReadNumbers(string path, BufferedBytes file, int row, Span<float> vector)
    {
        if (!file.TryReadExactly(MemoryMarshal.AsBytes(vector)))
        {
            throw new DataFormatException(
                path, $"word {row + 1:N0}, offset {file.Position:N0}", "the file ends in the numbers of this word", $"{vector.Length:N0} float32 values", "It was cut short; copy it again.");
        }

        if (!BitConverter.IsLittleEndian)
        {
            ElementType.Float32.Reverse(MemoryMarshal.AsBytes(vector));
        }
    }
}
