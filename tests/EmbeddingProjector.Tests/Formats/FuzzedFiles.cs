using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Runs readers over files that may hold anything: they read, or refuse in words, and allocate in proportion to the file.</summary>
internal static class FuzzedFiles
{
    private const int Rounds = 2000;
    private const long AllocationConstant = 2 << 20;
    private const long AllocationPerByte = 256;

    /// <summary>Reads many versions of a file, each made from its own seed.</summary>
    public static void Fuzz(TemporaryDirectory directory, IVectorFormat format, Func<Random, Dictionary<string, byte[]>> make, string path, int rounds = Rounds)
    {
        for (var seed = 0; seed < rounds; seed++)
        {
            var files = make(new Random(seed));
            foreach (var (name, bytes) in files)
            {
                directory.Write(name, bytes);
            }

            RunBounded(format, directory.File(path), $"seed {seed}", files.Values.Sum(bytes => (long)bytes.Length));
        }
    }

    /// <summary>Lists and reads a file, and holds the reader to its promise of memory.</summary>
    public static void RunBounded(IVectorFormat format, string path, string what, long? size = null)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Run(format, path);
        }
        catch (Exception error) when (error is not (DataFormatException or IOException))
        {
            Assert.Fail($"{what}: {error}");
        }
        catch (Exception)
        {
            // The file was refused in words.
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var bound = AllocationConstant + (AllocationPerByte * (size ?? new FileInfo(path).Length));
        Assert.True(allocated <= bound, $"{what}: {allocated:N0} bytes were allocated where {bound:N0} are allowed.");
    }

    private static void Run(IVectorFormat format, string path)
    {
        format.Recognizes(path, File.Exists(path) ? File.ReadAllBytes(path) : []);
        foreach (var tensor in format.List(path, default))
        {
            _ = tensor.ElementCount;
            Attempt(() => format.Read(path, tensor, new ReadSettings([-1, 3]), default).Vectors.Dispose());
            if (tensor.IsNumeric)
            {
                Attempt(() => format.Visit(path, tensor, _ => { }, default));
            }
            else if (tensor.ElementType == "string" && format == CheckpointFormat.Instance)
            {
                Attempt(() => CheckpointReader.Open(path).ReadStrings(tensor.Name));
            }
        }

        static void Attempt(Action action)
        {
            try
            {
                action();
            }
            catch (Exception error) when (error is DataFormatException or IOException)
            {
                // One tensor was refused in words; the next is another matter.
            }
        }
    }
}
