using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace EmbeddingProjector.Formats.Archives;

/// <summary>
/// The checksum of zip archives: CRC-32 of ISO 3309, polynomial 0xEDB88320 reflected. Where the processor multiplies without carries, 64 bytes a step are folded onto
/// the next 64 (Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ instruction", Intel 2009); Arm has an instruction for this very checksum.
/// </summary>
internal struct Crc32()
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private const int Lane = 16;
    private const int Lanes = 4;
    private const int Step = Lane * Lanes;
    private const int WideStep = Step * Lanes;

    private static readonly uint[] _tables = MakeTables();
    private static readonly Vector128<ulong> _overOneLane = Powers(Lane);
    private static readonly Vector128<ulong> _overStep = Powers(Step);
    private static readonly Vector128<ulong> _overWideStep = Powers(WideStep);

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public readonly uint Value => ~_state;

    /// <summary>Takes more bytes into account.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.IsSupported && bytes.Length >= Step)
        {
            _state = Fold(_state, ref bytes);
        }
        else if (ArmCrc32.Arm64.IsSupported)
        {
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            {
                _state = ArmCrc32.Arm64.ComputeCrc32(_state, word);
            }

            bytes = bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..];
        }

        _state = Slice(_state, bytes);
    }

    /// <summary>The state after more bytes, eight a step by tables (Kounavis and Berry 2005): for other processors, and for what is left.</summary>
    internal static uint Slice(uint state, ReadOnlySpan<byte> bytes)
    {
        var tables = _tables;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = tables[(7 * 256) + (int)(low & 0xff)] ^ tables[(6 * 256) + (int)((low >> 8) & 0xff)]
                ^ tables[(5 * 256) + (int)((low >> 16) & 0xff)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (int)(high & 0xff)] ^ tables[(2 * 256) + (int)((high >> 8) & 0xff)]
                ^ tables[256 + (int)((high >> 16) & 0xff)] ^ tables[(int)(high >> 24)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            state = tables[(int)((state ^ value) & 0xff)] ^ (state >> 8);
        }

        return state;
    }

    // What is left of the lanes has the same remainder as all that went into them, so that its 16 bytes stand for it.
    private static uint Fold(uint state, ref ReadOnlySpan<byte> bytes)
    {
        var (a, b, c, d) = Pclmulqdq.V512.IsSupported && bytes.Length >= WideStep ? FoldWide(state, ref bytes) : FoldLanes(state, ref bytes);
        a = Onto(d, Onto(c, Onto(b, a, _overOneLane), _overOneLane), _overOneLane);
        foreach (var lane in MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes))
        {
            a = Onto(lane, a, _overOneLane);
        }

        bytes = bytes[(bytes.Length / Lane * Lane)..];
        return Slice(0, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref a, 1)));
    }

    private static (Vector128<ulong> A, Vector128<ulong> B, Vector128<ulong> C, Vector128<ulong> D) FoldLanes(uint state, ref ReadOnlySpan<byte> bytes)
    {
        var lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var (a, b, c, d) = (lanes[0] ^ Vector128.CreateScalar(state).AsUInt64(), lanes[1], lanes[2], lanes[3]);
        for (lanes = lanes[Lanes..]; lanes.Length >= Lanes; lanes = lanes[Lanes..])
        {
            a = Onto(lanes[0], a, _overStep);
            b = Onto(lanes[1], b, _overStep);
            c = Onto(lanes[2], c, _overStep);
            d = Onto(lanes[3], d, _overStep);
        }

        bytes = bytes[(bytes.Length / Step * Step)..];
        return (a, b, c, d);
    }

    // The same with four lanes in a register: 256 bytes a step.
    private static (Vector128<ulong> A, Vector128<ulong> B, Vector128<ulong> C, Vector128<ulong> D) FoldWide(uint state, ref ReadOnlySpan<byte> bytes)
    {
        var rows = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        bytes = bytes[(rows.Length * Step)..];
        var (a, b, c, d) = (rows[0] ^ Vector512.CreateScalar(state).AsUInt64(), rows[1], rows[2], rows[3]);
        var (overRow, overAll) = (Wide(_overStep), Wide(_overWideStep));
        for (rows = rows[Lanes..]; rows.Length >= Lanes; rows = rows[Lanes..])
        {
            a = Onto(rows[0], a, overAll);
            b = Onto(rows[1], b, overAll);
            c = Onto(rows[2], c, overAll);
            d = Onto(rows[3], d, overAll);
        }

        a = Onto(d, Onto(c, Onto(b, a, overRow), overRow), overRow);
        foreach (var row in rows)
        {
            a = Onto(row, a, overRow);
        }

        return (a.GetLower().GetLower(), a.GetLower().GetUpper(), a.GetUpper().GetLower(), a.GetUpper().GetUpper());

        static Vector512<ulong> Wide(Vector128<ulong> powers) => Vector512.Create(Vector256.Create(powers, powers), Vector256.Create(powers, powers));
    }

    private static Vector128<ulong> Onto(Vector128<ulong> lane, Vector128<ulong> earlier, Vector128<ulong> powers) =>
        lane ^ Pclmulqdq.CarrylessMultiply(earlier, powers, 0x00) ^ Pclmulqdq.CarrylessMultiply(earlier, powers, 0x11);

    private static Vector512<ulong> Onto(Vector512<ulong> row, Vector512<ulong> earlier, Vector512<ulong> powers) =>
        row ^ Pclmulqdq.V512.CarrylessMultiply(earlier, powers, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(earlier, powers, 0x11);

    // What the halves of 16 bytes are multiplied by so as to stand so many bytes further on: xⁿ⁺³² and xⁿ⁻³² modulo the polynomial, n in bits.
    private static Vector128<ulong> Powers(int bytes) => Vector128.Create(Power((8 * bytes) + 32), Power((8 * bytes) - 32));

    // The product of two reflected numbers stands one bit too low.
    private static ulong Power(int exponent)
    {
        var power = 1U << 31;
        for (; exponent > 0; exponent--)
        {
            power = TimesX(power);
        }

        return (ulong)power << 1;
    }

    private static uint TimesX(uint value) => (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = TimesX(value);
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = tables[tables[i - 256] & 0xff] ^ (tables[i - 256] >> 8);
        }

        return tables;
    }
}
