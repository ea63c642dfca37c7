#!/usr/bin/env python3
"""Opens files with numpy, pandas and plain Python, and with `projector convert`, and compares shapes, values (bit for bit as float32) and labels.

    compare.py PROJECTOR DATA

PROJECTOR is the tool, DATA the folder that holds formats/, small-tables/ and so on. Needs numpy, pandas and h5py; Parquet and Arrow are
compared where node and the packages beside this script are (npm ci), and it is said where not. HDF5 files of many kinds are made first, by tests/golden/hdf5/make.py. Prints a line for each file; the exit
code is the number of files that differ.
"""
import gzip
import io
import json
import pathlib
import pickle
import struct
import subprocess
import sys
import tempfile
import zipfile

import h5py
import numpy as np
import pandas as pd


def words_text(path, header):
    words, rows = [], []
    with open(path, encoding="utf-8", newline="\n") as lines:
        if header:
            next(lines)
        for line in lines:
            cells = line.rstrip("\r\n ").split(" ")
            words.append(cells[0])
            rows.append([float(cell) for cell in cells[1:]])
    return np.array(rows), {"word": words}


def words_binary(path):
    data = path.read_bytes()
    end = data.index(b"\n")
    count, columns = map(int, data[:end].split())
    at, words, rows = end + 1, [], []
    for _ in range(count):
        while data[at:at + 1] == b"\n":
            at += 1
        space = data.index(b" ", at)
        words.append(data[at:space].decode("utf-8"))
        rows.append(np.frombuffer(data, "<f4", columns, space + 1))
        at = space + 1 + 4 * columns
    return np.array(rows), {"word": words}


def idx(path):
    def read(name):
        with gzip.open(name) as file:
            _, _, axes = struct.unpack(">HBB", file.read(4))
            shape = struct.unpack(f">{axes}I", file.read(4 * axes))
            return np.frombuffer(file.read(), np.uint8).reshape(shape)

    images = read(path)
    labels = read(path.with_name(path.name.replace("images-idx3", "labels-idx1")))
    return images.reshape(len(images), -1), {"label": [str(label) for label in labels]}


def csv(path, label):
    table = pd.read_csv(path, dtype={label: str}, keep_default_na=False)
    return table.drop(columns=label).to_numpy(np.float64), {label: list(table[label])}


def csv_of_lists(path):
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return np.array([json.loads(cell) for cell in table["embedding"]]), {"image": list(table["image"]), "label": list(table["label"])}


def json_lines(path, metadata=None):
    records = [json.loads(line) for line in open(path, encoding="utf-8")]
    columns = {"chunk_id": [record["chunk_id"] for record in records]}
    if metadata:
        others = {record["chunk_id"]: record for record in map(json.loads, open(metadata, encoding="utf-8"))}
        for field in ("url", "topic", "authority_tier", "text"):
            columns[field] = [others[key][field] for key in columns["chunk_id"]]
    return np.array([record["embedding"] for record in records]), columns


def npz(path):
    arrays = np.load(path)
    return arrays["vectors"], {"words": [str(word) for word in arrays["words"]]}


def safetensors(path, name):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8:8 + length])[name]
    begin, end = entry["data_offsets"]
    return np.frombuffer(data[8 + length + begin:8 + length + end], {"F32": "<f4", "I64": "<i8"}[entry["dtype"]]).reshape(entry["shape"]), {}


def torch_longs(path):
    class Reader(pickle.Unpickler):
        def persistent_load(self, pid):
            return pid[2]

        def find_class(self, module, name):
            return {"OrderedDict": dict, "LongStorage": "LongStorage",
                    "_rebuild_tensor_v2": lambda key, offset, shape, strides, *_: (key, shape)}[name]

    with zipfile.ZipFile(path) as archive:
        root = next(name for name in archive.namelist() if name.endswith("data.pkl"))
        (key, shape), = Reader(io.BytesIO(archive.read(root))).load().values()
        return np.frombuffer(archive.read(root.replace("data.pkl", f"data/{key}")), "<i8").reshape(shape), {}


def hdf5(path, name):
    with h5py.File(path) as file:
        item = file[name]
        if isinstance(item, h5py.Dataset):
            return item[...], {}
        # A sparse matrix of AnnData, as scipy would unfold it.
        kind = item.attrs.get("encoding-type", item.attrs.get("h5sparse_format"))
        shape = item.attrs.get("shape", item.attrs.get("h5sparse_shape"))
        lines = shape[0] if kind.startswith("csr") else shape[1]
        starts, dense = item["indptr"][...], np.zeros((lines, shape[1] if kind.startswith("csr") else shape[0]), np.float32)
        for line in range(lines):
            stretch = slice(starts[line], starts[line + 1])
            dense[line, item["indices"][stretch]] = item["data"][stretch]
        return dense if kind.startswith("csr") else dense.T, {}


def hdf5_words(path, name, words):
    with h5py.File(path) as file:
        return file[name][...], {words: [word.decode() for word in file[words][...]]}


# Relations between rows, which are no vectors.
GRAPHS = ("obsp/", "varp/")


def matrices(path):
    """The names of all that h5py reads as a matrix of numbers."""
    names = []

    def visit(name, item):
        if isinstance(item, h5py.Group) and "indptr" in item and not name.startswith(GRAPHS):
            names.append(name)
        elif isinstance(item, h5py.Dataset) and not name.startswith(GRAPHS) and item.shape is not None and 0 not in item.shape and not name.startswith("many/"):
            sound = not item.is_virtual and item.external is None and "32001" not in item._filters
            if sound and item.id.get_storage_size() > 0 and item.dtype.base.kind in "fiub" and item.ndim + len(item.dtype.shape) == 2:
                names.append(name)

    with h5py.File(path) as file:
        file.visititems(visit)
    return names


def hdf5_cases(path):
    """One case for each matrix; a file of one goes by its own name. The tool leaves out the ":0" of older Keras files."""
    names = matrices(path)
    for name in names:
        yield path, lambda p, name=name: hdf5(p, name), ["--tensor", name.removesuffix(":0")] if len(names) > 1 else []


def keras_words(path):
    """The first embedding layer of the model that make.py describes."""
    with zipfile.ZipFile(path) as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
        return file["layers/embedding/vars/0"][...], {}


def obs(path):
    """The vectors and some columns of the file that make.py writes as AnnData does."""
    with h5py.File(path) as file:
        kind = file["obs/kind"]
        names = [*(name.decode() for name in kind["categories"][...]), ""]
        return file["obsm/X_pca"][...], {"cell": [cell.decode() for cell in file["obs/cell"][...]], "kind": [names[code] for code in kind["codes"][...]]}


def made_hdf5(scratch):
    """Files of our own making, unpacked."""
    folder = scratch / "hdf5"
    folder.mkdir()
    make = pathlib.Path(__file__).parent.parent / "golden" / "hdf5" / "make.py"
    subprocess.run([sys.executable, str(make), str(folder)], check=True)
    for packed in sorted(folder.glob("*.gz")):
        path = packed.with_suffix("")
        path.write_bytes(gzip.decompress(packed.read_bytes()))
        if path.suffix != ".keras":
            yield from hdf5_cases(path)
        if path.name == "anndata.h5ad":
            yield path, obs, []
        elif path.suffix == ".keras":
            yield path, keras_words, ["--tensor", "words/embeddings"]


def columnar(path):
    """The columns of a Parquet or Arrow file, read by other hands than ours in node; None where those are not installed."""
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as scratch:
        output = pathlib.Path(scratch) / "columns.json"
        subprocess.run(["node", here / "columnar.mjs", path, output], check=True, capture_output=True, text=True)
        return json.loads(output.read_text(encoding="utf-8"))["columns"]


def columnar_lists(path, vector, *labels):
    columns = columnar(path)
    lists = [json.loads(cell) if isinstance(cell, str) else cell for cell in columns[vector]]
    # A list of nothing but missing values is no vector.
    rows = [row for row, numbers in enumerate(lists) if numbers and any(number is not None for number in numbers)]
    return np.array([lists[row] for row in rows], np.float64), {name: [columns[name][row] or "" for row in rows] for name in labels}


def columnar_numbers(path, *vectors):
    columns = columnar(path)
    return np.array([columns[name] for name in vectors], np.float64).T, {}


def metadata_tsv(path):
    table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=3, encoding="utf-8")
    return {name: list(table[name]) for name in table.columns}


def cases(data, scratch):
    formats, tables = data / "formats", data / "small-tables"
    yield formats / "emoji2vec_300d_word2vec.bin", words_binary, []
    yield formats / "word2vec_euclidean.bin", words_binary, []
    yield formats / "word2vec_text_header.txt", lambda p: words_text(p, True), []
    yield formats / "fasttext_lee.vec", lambda p: words_text(p, True), []
    yield formats / "glove_no_header.txt", lambda p: words_text(p, False), []
    yield data / "glove-10k" / "glove.6B.50d.10k.txt", lambda p: words_text(p, False), []
    for name in ("iris", "wine", "breast_cancer"):
        yield tables / f"{name}.csv", lambda p: csv(p, "target_name"), []
    yield tables / "digits_1797_64d_tensors.tsv", lambda p: (
        np.loadtxt(p, delimiter="\t"), {"label": (tables / "digits_1797_64d_labels.tsv").read_text().split()}), []
    yield formats / "mnist-tiny-embedding-as-string.csv", csv_of_lists, []
    yield formats / "nurture-jsonl" / "embeddings.jsonl", json_lines, []
    chunks = formats / "nurture-jsonl" / "chunks.jsonl"
    yield formats / "nurture-jsonl" / "embeddings.jsonl", lambda p: json_lines(p, chunks), ["--metadata", chunks]
    movies = formats / "movies-npy" / "metadata.csv"
    yield formats / "movies-npy" / "embeddings.npy", lambda p: (
        np.load(p), {n: list(pd.read_csv(movies, dtype=str, keep_default_na=False)[n]) for n in ("titles", "genres")}), ["--metadata", movies]
    for name in ("glove_1k_f16", "glove_1k_f32", "glove_1k_f64_fortran"):
        yield formats / "numpy" / f"{name}.npy", lambda p: (np.load(p), {}), []
    yield formats / "numpy" / "glove_1k_words.npz", npz, []
    for name in ("embeddings_0", "embeddings_1", "embeddings_2", "tok_idx_1", "chan_pos_2"):
        yield formats / "eeg_embeddings.safetensors", lambda p, name=name: safetensors(p, name), ["--tensor", name]
    yield formats / "torch_tiny.pt", torch_longs, []
    yield formats / "glove_1k.h5", lambda p: hdf5_words(p, "embeddings", "words"), []
    for name in ("anndata_v0.7.0.h5ad", "anndata_v0.11.4.h5ad"):
        yield from hdf5_cases(formats / name)
    yield from made_hdf5(scratch)
    if (pathlib.Path(__file__).parent / "node_modules").exists():
        yield formats / "feuilleton-parquet" / "embeddings.parquet", lambda p: columnar_lists(p, "embedding", "article_id", "label"), []
        yield formats / "parquet-testing_byte_stream_split.zstd.parquet", lambda p: columnar_numbers(p, "f32", "f64"), []
        yield formats / "parquet-testing_nested_lists.snappy.parquet", lambda p: columnar_numbers(p, "b"), []
        yield formats / "flights-200k.arrow", lambda p: columnar_numbers(p, "delay", "distance", "time"), []
        yield formats / "multimodal-random-small.feather", lambda p: columnar_lists(p, "embedding", "int", "str", "category"), []
    else:
        print("NOT COMPARED: Parquet, Arrow and Feather have no other reader here; run npm ci beside this script.", flush=True)
    for name in ("train", "t10k"):
        yield data / "fashion-mnist" / f"{name}-images-idx3-ubyte.gz", idx, []
    yield data / "mnist-10k" / "t10k-images-idx3-ubyte.gz", idx, []
    words = data / "imdb-words-20k" / "imdb_words_20000_100d_metadata.tsv"
    yield data / "imdb-words-20k" / "imdb_words_20000_100d_tensors.bytes", lambda p: (
        np.fromfile(p, "<f4").reshape(-1, 100), metadata_tsv(words)), []
    reviews = data / "imdb-reviews-100k" / "imdb_reviews_100k_metadata.tsv.gz"
    yield data / "imdb-reviews-100k" / "imdb_reviews_100k_64d.npy", lambda p: (np.load(p), metadata_tsv(reviews)), ["--metadata", reviews]


def refusals(data):
    formats = data / "formats"
    yield formats / "candle_test.npz", "x_plus_one"
    yield formats / "movies-npy" / "metadata.csv", "titles"
    yield formats / "nurture-jsonl" / "chunks.jsonl", "without vectors"
    yield formats / "feuilleton-parquet" / "cleaned_feuilleton.csv", "feuilleton_id"
    yield formats / "parquet-testing_list_columns.parquet", "its lists have"
    yield formats / "parquet-testing_float16_nonzeros_and_nans.parquet", "no value"
    yield formats / "tallymarks-small.h5", "two axes"


def opened(projector, path, arguments, scratch):
    """What the tool reads: the vectors as .npy and the metadata as JSON lines beside each other."""
    outputs = scratch / "out.npz", scratch / "out.jsonl"
    for output in outputs:
        subprocess.run([projector, "convert", str(path), str(output), *map(str, arguments)], check=True, capture_output=True, text=True)
    vectors = np.load(outputs[0])["vectors"]
    records = [json.loads(line) for line in open(outputs[1], encoding="utf-8")]
    again = np.array([record.pop("embedding") for record in records], np.float32)
    assert np.array_equal(vectors.view(np.uint32), again.view(np.uint32)), "JSON lines read back differently"
    return vectors, records


def compare(projector, path, reference, arguments, scratch):
    expected, columns = reference(path)
    with np.errstate(over="ignore"):
        expected = np.ascontiguousarray(expected, np.float32)
    vectors, records = opened(projector, path, arguments, scratch)
    if vectors.shape != expected.shape:
        return f"shape {vectors.shape}, expected {expected.shape}"
    if not np.array_equal(vectors.view(np.uint32), expected.view(np.uint32)):
        row, column = np.argwhere(vectors.view(np.uint32) != expected.view(np.uint32))[0]
        return f"row {row}, column {column}: {vectors[row, column]!r}, expected {expected[row, column]!r}"
    for name, values in columns.items():
        for row, (record, value) in enumerate(zip(records, values, strict=True)):
            found = record.get(name, "")
            same = found == value if isinstance(found, str) else float(found) == float(value)
            if not same:
                return f"row {row}, \"{name}\": {found!r}, expected {value!r}"
    return None


def main(projector, data):
    failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        for path, reference, arguments in cases(data, pathlib.Path(scratch)):
            label = " ".join([str(path.relative_to(data) if path.is_relative_to(data) else path.name), *(str(getattr(a, "name", a)) for a in arguments)])
            try:
                difference = compare(projector, path, reference, arguments, pathlib.Path(scratch))
            except subprocess.CalledProcessError as error:
                difference = error.stderr.strip()
            failures += difference is not None
            print(f"{'equal' if difference is None else 'DIFFERS'}  {label}{'' if difference is None else ': ' + difference}", flush=True)
        for path, text in refusals(data):
            run = subprocess.run([projector, "convert", str(path), f"{scratch}/out.npy"], capture_output=True, text=True)
            refused = run.returncode == 1 and text in run.stderr
            failures += not refused
            print(f"{'refused' if refused else 'NOT REFUSED'}  {path.relative_to(data)}: {run.stderr.strip()}", flush=True)
    return failures


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
