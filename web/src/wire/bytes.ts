/**
 * Reads a little-endian binary answer from front to back. Each read checks that the bytes are there, so that an answer that was
 * cut says where instead of giving wrong numbers.
 */
export class ByteReader {
  private readonly view: DataView;
  private offset = 0;

  constructor(
    private readonly buffer: ArrayBuffer,
    private readonly what: string,
  ) {
    this.view = new DataView(buffer);
  }

  magic(expected: string): void {
    const found = new TextDecoder('latin1').decode(this.take(4));
    if (found !== expected) {
      throw new Error(`${this.what} begins with ${JSON.stringify(found)}; ${JSON.stringify(expected)} was expected.`);
    }
  }

  uint32(): number {
    this.require(4);
    const value = this.view.getUint32(this.offset, true);
    this.offset += 4;
    return value;
  }

  /** Skips to a multiple of `alignment` from the beginning. */
  align(alignment: number): void {
    this.offset = Math.ceil(this.offset / alignment) * alignment;
  }

  int32s(count: number): Int32Array {
    return new Int32Array(this.aligned(4 * count, 4));
  }

  uint32s(count: number): Uint32Array {
    return new Uint32Array(this.aligned(4 * count, 4));
  }

  float32s(count: number): Float32Array {
    return new Float32Array(this.aligned(4 * count, 4));
  }

  float64s(count: number): Float64Array {
    return new Float64Array(this.aligned(8 * count, 8));
  }

  rest(): Uint8Array {
    return this.take(this.buffer.byteLength - this.offset);
  }

  end(): void {
    const left = this.buffer.byteLength - this.offset;
    if (left !== 0) {
      throw new Error(`${this.what} has ${left} bytes too many.`);
    }
  }

  private aligned(length: number, alignment: number): ArrayBuffer {
    if (this.offset % alignment !== 0) {
      throw new Error(`${this.what}: numbers at byte ${this.offset} are not aligned to ${alignment}.`);
    }
    this.require(length);
    const part = this.buffer.slice(this.offset, this.offset + length);
    this.offset += length;
    return part;
  }

  private take(length: number): Uint8Array {
    this.require(length);
    const part = new Uint8Array(this.buffer, this.offset, length);
    this.offset += length;
    return part;
  }

  private require(length: number): void {
    if (length < 0 || this.offset + length > this.buffer.byteLength) {
      throw new Error(
        `${this.what} was cut: ${length} bytes were expected at byte ${this.offset} of ${this.buffer.byteLength}.`,
      );
    }
  }
}
