using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// The bytes of an HDF5 file, which may itself be a stretch of another file. Addresses count from its base, as the file's own do. Structures are read
/// with an allowance that follows from the length, so that links and trees that go around in circles end.
/// </summary>
internal sealed class Hdf5Bytes(string path, SafeFileHandle file, long start, long length)
{
    /// <summary>The address that stands for "nowhere".</summary>
    public const long Undefined = -1;

    // An honest file has each of its structures read once or twice.
    private const long FreeAllowance = 4 << 20;
    private const int AllowancePerByte = 32;
    private const int CostOfReading = 64;

    private long _allowance = FreeAllowance + (length * AllowancePerByte);

    /// <summary>The file as the person knows it.</summary>
    public string Path { get; } = path;

    /// <summary>The open file.</summary>
    public SafeFileHandle File { get; } = file;

    /// <summary>Where address 0 is in <see cref="File"/>.</summary>
    public long Origin { get; private set; } = start;

    /// <summary>How many bytes there are from address 0 on.</summary>
    public long Length { get; private set; } = length;

    /// <summary>Bytes of an address.</summary>
    public int AddressSize { get; private set; } = 8;

    /// <summary>Bytes of a length.</summary>
    public int LengthSize { get; private set; } = 8;

    /// <summary>Settles the sizes of fields, which the superblock states.</summary>
    public void SetSizes(int addressSize, int lengthSize) => (AddressSize, LengthSize) = (addressSize, lengthSize);

    /// <summary>Lets addresses count from here.</summary>
    public void MoveOrigin(long address)
    {
        Origin += address;
        Length -= address;
    }

    /// <summary>Whether a stretch lies in the file.</summary>
    public bool Holds(long address, long count) => address >= 0 && count >= 0 && address <= Length && count <= Length - address;

    /// <summary>A structure as it lies in the file.</summary>
    public byte[] Read(long address, long count)
    {
        if (!Holds(address, count) || count > Array.MaxLength)
        {
            throw address == Undefined
                ? new DataFormatException(Path, null, "an address that is not set", "the address of a structure", "The file is damaged.")
                : Damaged(address, $"{Math.Max(0, Length - address):N0} bytes up to the end of the file", $"a structure of {count:N0}");
        }

        _allowance -= count + CostOfReading;
        if (_allowance < 0)
        {
            throw Damaged(address, "structures that refer to each other without end", "each of them once");
        }

        var bytes = new byte[count];
        FileBytes.ReadExactly(Path, File, Origin + address, bytes);
        return bytes;
    }

    /// <summary>What is wrong at an address.</summary>
    public DataFormatException Damaged(long address, string found, string? expected) =>
        new(Path, $"offset {Origin + address:N0}", found, expected, "The file was cut short or damaged: copy or write it again.");
}
