// Makes the small Parquet files of tests/golden/parquet with Apache's Rust implementation (parquet-wasm): every encoding, page version and codec that is read and
// that our own writer does not write.
//     npm ci && node make-parquet.mjs ../golden/parquet
import { mkdirSync, writeFileSync } from "node:fs";
import { Field, Float16, Float32, Int32, List, Table as ArrowTable, Utf8, tableToIPC, vectorFromArray } from "apache-arrow";
import { Compression, Encoding, Table, WriterPropertiesBuilder, WriterVersion, writeParquet } from "parquet-wasm";

const folder = process.argv[2];
const rows = 300;
const dimensions = 5;
mkdirSync(folder, { recursive: true });

// Row r is r, r + 1/8, …: numbers that are exact in every type; the words repeat.
const vectors = Array.from({ length: rows }, (_, r) => Array.from({ length: dimensions }, (_, i) => r + i / 8));
const words = Array.from({ length: rows }, (_, r) => `word ${r % 7}`);
const counts = Array.from({ length: rows }, (_, r) => (r * r) % 1000 - 300);

const table = new ArrowTable({
  word: vectorFromArray(words, new Utf8()),
  count: vectorFromArray(counts, new Int32()),
  embedding: vectorFromArray(vectors, new List(new Field("item", new Float32(), true))),
});
const integers = new ArrowTable(
  Object.fromEntries(Array.from({ length: 3 }, (_, i) => [`dim_${i}`, vectorFromArray(counts.map((c) => c * (i + 1)), new Int32())])),
);

const halves = new ArrowTable({
  word: vectorFromArray(words, new Utf8()),
  count: vectorFromArray(counts, new Int32()),
  embedding: vectorFromArray(vectors, new List(new Field("item", new Float16(), true))),
});

function write(name, source, configure) {
  const wasm = Table.fromIPCStream(tableToIPC(source, "stream"));
  const builder = configure(new WriterPropertiesBuilder().setDataPageSizeLimit(512).setWriteBatchSize(64).setMaxRowGroupSize(200));
  writeFileSync(`${folder}/${name}.parquet`, writeParquet(wasm, builder.build()));
}

const first = (b) => b.setWriterVersion(WriterVersion.V1);
const second = (b) => b.setWriterVersion(WriterVersion.V2);
write("v1-dictionary-snappy", table, (b) => first(b).setDictionaryEnabled(true).setCompression(Compression.SNAPPY));
write("v1-plain-gzip", table, (b) => first(b).setDictionaryEnabled(false).setCompression(Compression.GZIP));
write("v1-plain-brotli", table, (b) => first(b).setDictionaryEnabled(false).setCompression(Compression.BROTLI));
write("v1-plain-lz4raw", table, (b) => first(b).setDictionaryEnabled(false).setCompression(Compression.LZ4_RAW));
write("v2-plain-zstd", table, (b) => second(b).setDictionaryEnabled(false).setCompression(Compression.ZSTD));
write("v2-dictionary-none", table, (b) => second(b).setDictionaryEnabled(true).setCompression(Compression.UNCOMPRESSED));
write("v2-split", table, (b) => second(b).setDictionaryEnabled(false).setCompression(Compression.UNCOMPRESSED).setColumnEncoding("embedding.list.item", Encoding.BYTE_STREAM_SPLIT));
write("v2-delta", integers, (b) => second(b).setDictionaryEnabled(false).setCompression(Compression.SNAPPY).setEncoding(Encoding.DELTA_BINARY_PACKED));
write("v1-float16", halves, (b) => first(b).setDictionaryEnabled(false).setCompression(Compression.SNAPPY));
