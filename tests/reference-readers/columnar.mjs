// Reads a Parquet, Arrow or Feather file by other hands than ours (parquet-wasm: Apache's Rust; apache-arrow: Apache's JavaScript) and writes its columns as JSON:
// {"columns": {"name": [cells]}}. Lists become arrays; big integers, dates and decimals become texts.
import { readFileSync, writeFileSync } from "node:fs";
import { compressionRegistry, CompressionType, tableFromIPC } from "apache-arrow";
import lz4 from "lz4js";
import { readParquet } from "parquet-wasm";

compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: (data) => lz4.compress(data), decode: (data) => lz4.decompress(data) });

const [path, output] = process.argv.slice(2);
const bytes = readFileSync(path);
const table = bytes.subarray(0, 4).toString() === "PAR1" ? tableFromIPC(readParquet(bytes).intoIPCStream()) : tableFromIPC(bytes);

function cell(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "object" && (ArrayBuffer.isView(value) || Symbol.iterator in value)) return Array.from(value, cell);
  return typeof value === "object" && "toJSON" in value ? value.toJSON() : value;
}

const columns = {};
for (const field of table.schema.fields) {
  columns[field.name] = Array.from(table.getChild(field.name), cell);
}

writeFileSync(output, JSON.stringify({ columns }));
