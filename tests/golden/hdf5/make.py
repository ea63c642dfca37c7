#!/usr/bin/env python3
"""Makes the HDF5 files of this folder with h5py, packed with gzip.

    make.py [OUT]

Element (r, c) of every matrix is (r * columns + c) / 8, unless a comment says otherwise; tests compute the same. Needs numpy and h5py (written with
numpy 1.24.2 and h5py 3.7.0 over HDF5 1.10.8). Files of Keras and AnnData have the structure that these programs write, made by hand.
"""
import gzip
import io
import json
import pathlib
import sys
import zipfile

import h5py
import numpy as np

OUT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
OUT = OUT if OUT.is_dir() else OUT.parent


def matrix(rows, columns, dtype="<f4"):
    return (np.arange(rows * columns).reshape(rows, columns) / 8).astype(dtype)


def noise(rows, columns):
    """Numbers that do not compress: the linear congruential generator of Numerical Recipes, its upper 24 bits."""
    state, values = 1, []
    for _ in range(rows * columns):
        state = (1664525 * state + 1013904223) % 2**32
        values.append((state >> 8) / 2**24)
    return np.array(values, "<f4").reshape(rows, columns)


def save(name, fill, **options):
    data = io.BytesIO()
    with h5py.File(data, "w", **options) as file:
        fill(file)
    data.seek(0)
    keep(name, data.read())


def keep(name, data):
    (OUT / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def low_level(file, name, values, change, dtype=None):
    """A dataset with properties that the upper level has no word for."""
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    change(properties)
    space = h5py.h5s.create_simple(values.shape)
    dataset = h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(np.dtype(dtype or values.dtype)), space, properties)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.ascontiguousarray(values))


def types(file):
    file["embeddings"] = matrix(6, 4)
    for name, dtype in [("half", "<f2"), ("double", "<f8"), ("big", ">f4"), ("bigdouble", ">f8"), ("bighalf", ">f2"), ("int8", "i1"), ("uint8", "u1"),
                        ("int16", "<i2"), ("bigint16", ">i2"), ("uint16", "<u2"), ("int32", "<i4"), ("uint32", "<u4"), ("int64", "<i8"), ("bigint64", ">i8"), ("uint64", "<u8")]:
        # Whole numbers, so that every type holds them.
        file[f"types/{name}"] = (np.arange(15).reshape(5, 3)).astype(dtype)
    file["types/bool"] = np.array([[True, False], [False, True], [True, True]])
    file.create_dataset("words", data=["a", "b c", "θ", "", "e", "f"], dtype=h5py.string_dtype())
    file["fixed"] = np.array([b"ab", b"c", b"", b"defg", b"e", b"f"], "S4")
    file["ids"] = np.array([9007199254740993, -1, 0, 1, 2, 3])
    file["share"] = np.array([0.1, 0.25, np.nan, 1, 2, 3], "<f4")
    file["flag"] = np.array([True, False, True, False, True, False])
    file["kind"] = np.array([2, 1, 2, 1, 1, 2], h5py.enum_dtype({"cat": 1, "dog": 2}, basetype=">i2"))
    file["scalar"] = 3.5
    file["empty"] = np.zeros((0, 4), "<f4")
    file["null"] = h5py.Empty("<f4")
    file["cube"] = np.zeros((2, 2, 2), "<f4")
    file["complex"] = np.zeros((2, 2), "<c8")
    file["arrays"] = np.zeros(5, np.dtype([("v", "<f4", 3)]))["v"]
    low_level(file, "compact", matrix(4, 3), lambda p: p.set_layout(h5py.h5d.COMPACT))
    space = h5py.h5s.create_simple((4,))
    of_arrays = h5py.h5d.create(file.id, b"of_arrays", h5py.h5t.array_create(h5py.h5t.IEEE_F32BE, (3,)), space)
    of_arrays.write(h5py.h5s.ALL, h5py.h5s.ALL, matrix(4, 3), h5py.h5t.array_create(h5py.h5t.NATIVE_FLOAT, (3,)))


def chunked(file):
    for name, options in {
        "plain": {}, "gzip": {"compression": "gzip"}, "gzip_shuffle": {"compression": "gzip", "shuffle": True}, "lzf": {"compression": "lzf"},
        "lzf_shuffle": {"compression": "lzf", "shuffle": True}, "fletcher": {"fletcher32": True}, "all": {"compression": "gzip", "shuffle": True, "fletcher32": True},
    }.items():
        file.create_dataset(name, data=matrix(23, 7), chunks=(5, 3), **options)
        file.create_dataset(f"{name}_double", data=matrix(23, 7, ">f8"), chunks=(5, 7), **options)
    file.create_dataset("noise_lzf", data=noise(40, 6), chunks=(16, 6), compression="lzf")
    file.create_dataset("noise_lzf_shuffle", data=noise(40, 6), chunks=(16, 6), compression="lzf", shuffle=True)
    file.create_dataset("noise_gzip", data=noise(40, 6), chunks=(16, 6), compression="gzip")
    # Long runs make references that overlap what they write.
    file.create_dataset("runs_lzf", data=np.repeat(np.arange(10, dtype="<f4"), 300).reshape(100, 30), chunks=(100, 30), compression="lzf")
    part = file.create_dataset("part", (10, 4), "<f4", chunks=(4, 4), fillvalue=-1.5)
    part[4:8] = matrix(4, 4)
    file.create_dataset("never", (10, 4), "<f4", chunks=(4, 4))
    file.create_dataset("names", data=[f"name {i}" for i in range(23)], dtype=h5py.string_dtype(), chunks=(8,), compression="gzip")
    file.create_dataset("numbers", data=np.arange(23), chunks=(6,), compression="lzf", shuffle=True)


def indices(file):
    file.create_dataset("fixed", data=matrix(23, 7), chunks=(5, 3), compression="gzip")
    file.create_dataset("fixed_paged", data=matrix(60, 40), chunks=(1, 1))
    file.create_dataset("growing", data=matrix(23, 7), chunks=(5, 3), maxshape=(None, 7), compression="gzip")
    file.create_dataset("growing_paged", data=matrix(3000, 2), chunks=(1, 1), maxshape=(None, 2))
    file.create_dataset("wider", data=matrix(7, 23), chunks=(3, 5), maxshape=(7, None))
    file.create_dataset("both", data=matrix(50, 40), chunks=(2, 2), maxshape=(None, None))
    file.create_dataset("both_gzip", data=matrix(23, 7), chunks=(5, 3), maxshape=(None, None), compression="gzip")
    file.create_dataset("one", data=matrix(6, 4), chunks=(6, 4))
    file.create_dataset("one_gzip", data=matrix(6, 4), chunks=(6, 4), compression="gzip")
    file.create_dataset("bounded", data=matrix(23, 7), chunks=(5, 3), maxshape=(40, 9))

    def early(properties):
        properties.set_chunk((4, 2))
        properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)

    low_level(file, "implicit", matrix(10, 6), early)
    many = file.create_group("many")
    for i in range(60):
        many[f"values {i}"] = np.full((1, 1), i, "<f4")
    for i in range(40):
        many.attrs[f"attribute {i}"] = f"text {i}"


def links(file):
    file["a/b/c"] = matrix(3, 2)
    file["a/b/back"] = file["a"]
    file["again"] = file["a/b/c"]
    file["soft"] = h5py.SoftLink("/a/b/c")
    file["dangling"] = h5py.SoftLink("/nowhere")
    file["outside"] = h5py.ExternalLink("other.h5", "/secret")
    layout = h5py.VirtualLayout((3, 2), "<f4")
    layout[:] = h5py.VirtualSource(".", "a/b/c", (3, 2))
    file.create_virtual_dataset("virtual", layout)
    file.create_dataset("external", (3, 2), "<f4", external=[("other.bin", 0, 24)])

    def unknown(properties):
        properties.set_chunk((3, 2))
        properties.set_filter(32001, h5py.h5z.FLAG_OPTIONAL, (1, 2))

    low_level(file, "blosc", matrix(3, 2), unknown)


def named_types(file):
    file["type"] = np.dtype("<f8")
    file.create_dataset("vectors", data=matrix(6, 4), dtype=file["type"])
    file["vectors"].attrs.create("note", np.arange(3.0), dtype=file["type"])


def benchmark(file):
    file["train"] = (np.arange(40).reshape(10, 4) % 3 == 0)
    file["test"] = (np.arange(12).reshape(3, 4) % 2 == 0)
    file["neighbors"] = np.arange(6, dtype="<i4").reshape(3, 2)
    file["distances"] = matrix(3, 2)
    file.attrs["distance"] = "hamming"


def benchmark_euclidean(file):
    file["train"], file["test"] = matrix(6, 4), matrix(2, 4)
    file["neighbors"], file["distances"] = np.arange(4, dtype="<i4").reshape(2, 2), matrix(2, 2)
    file.attrs["distance"] = "euclidean"


def legacy_keras(file):
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = np.array([b"embedding", b"dense"])
    weights["embedding/embedding/embeddings:0"] = matrix(20, 4)
    weights["dense/dense/kernel:0"] = matrix(50, 50) + 1
    weights["dense/dense/bias:0"] = np.zeros(50, "<f4")
    file["optimizer_weights/adam/m/embedding/embeddings:0"] = matrix(20, 4) + 2


def keras_weights(file):
    for i, rows in enumerate((20, 9)):
        file[f"layers/embedding{'_1' if i else ''}/vars/0"] = matrix(rows, 4) + i
    file["layers/dense/vars/0"] = matrix(50, 50)
    file["layers/dense/vars/1"] = np.zeros(50, "<f4")
    file["layers/sequential/layers/embedding/vars/0"] = matrix(7, 4) + 3
    file["optimizer/vars/2"] = matrix(99, 4)


def keras_model(compression):
    def layer(kind, name, **more):
        return {"class_name": kind, "config": {"name": name, **more}}

    inner = layer("Sequential", "tower", layers=[layer("InputLayer", "in"), layer("Embedding", "position_embedding")])
    model = layer("Functional", "model", layers=[layer("InputLayer", "ids"), layer("Embedding", "words"), layer("Embedding", "users"), inner, layer("Dense", "score")])
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        keras_weights(file)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in (("metadata.json", json.dumps({"keras_version": "3.6.0"})), ("config.json", json.dumps(model)), ("model.weights.h5", weights.getvalue())):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, compression)
    return data.getvalue()


def annotate(item, kind, version="0.2.0"):
    item.attrs["encoding-type"] = kind
    item.attrs["encoding-version"] = version
    return item


def sparse(file, path, dense, kind, old=False):
    """What scipy.sparse gives, by hand."""
    lines = dense if kind == "csr" else dense.T
    group = file.create_group(path)
    group["data"] = np.concatenate([line[line != 0] for line in lines]).astype("<f4")
    group["indices"] = np.concatenate([np.nonzero(line)[0] for line in lines]).astype("<i4")
    group["indptr"] = np.cumsum([0] + [np.count_nonzero(line) for line in lines]).astype("<i4")
    if old:
        group.attrs["h5sparse_format"], group.attrs["h5sparse_shape"] = kind, dense.shape
    else:
        annotate(group, f"{kind}_matrix", "0.1.0").attrs["shape"] = dense.shape


def cells(dense=False):
    values = matrix(8, 5)
    values[values % 0.5 != 0] = 0
    return values


def maps(file):
    group = file.require_group("obsm")
    group["X_pca"] = matrix(8, 4)
    group["X_umap"] = matrix(8, 2) + 10
    group["X_tsne"] = matrix(8, 3, "<f8") - 10
    group["X_diffmap"] = matrix(8, 6)


def anndata(file):
    annotate(file, "anndata", "0.1.0")
    sparse(file, "X", cells(), "csr")
    sparse(file, "layers/counts", cells(), "csc")
    maps(file)
    obs = annotate(file.create_group("obs"), "dataframe")
    obs.attrs["_index"], obs.attrs["column-order"] = "cell", np.array(["kind", "count", "share", "good", "maybe", "truth", "note"], object)
    obs.create_dataset("cell", data=[f"cell {i}" for i in range(8)], dtype=h5py.string_dtype())
    kind = annotate(obs.create_group("kind"), "categorical")
    kind["codes"] = np.array([0, 1, 2, -1, 0, 1, 2, 0], "i1")
    kind.create_dataset("categories", data=["B", "T", "NK"], dtype=h5py.string_dtype())
    obs["count"] = np.arange(8)
    obs["share"] = np.array([0.5, np.nan, 0.25, 0.1, 1, 2, 3, 4])
    obs["good"] = np.arange(8) % 2 == 0
    for name, kind, values in (("maybe", "nullable-integer", np.arange(8)), ("truth", "nullable-boolean", np.arange(8) % 3 == 0)):
        group = annotate(obs.create_group(name), kind, "0.1.0")
        group["values"], group["mask"] = values, np.arange(8) == 2
    obs.create_dataset("note", data=["x" * i for i in range(8)], dtype=h5py.string_dtype())
    var = annotate(file.create_group("var"), "dataframe")
    var.attrs["_index"], var.attrs["column-order"] = "_index", np.array([], "<f8")
    var.create_dataset("_index", data=[f"gene {i}" for i in range(5)], dtype=h5py.string_dtype())
    file["varm/PCs"] = matrix(5, 4)
    sparse(file, "obsp/connectivities", np.eye(8), "csr")
    file["uns/pca/variance"] = np.arange(4.0)


def anndata_07(file):
    file["X"] = matrix(8, 5)
    maps(file)
    obs = annotate(file.create_group("obs"), "dataframe", "0.1.0")
    obs.attrs["_index"], obs.attrs["column-order"] = "_index", np.array(["kind", "count"], object)
    obs.create_dataset("_index", data=[f"cell {i}" for i in range(8)], dtype=h5py.string_dtype())
    obs.create_dataset("__categories/kind", data=["B", "T"], dtype=h5py.string_dtype())
    obs["kind"] = np.array([0, 1, -1, 1, 0, 1, 0, 0], "i1")
    obs["kind"].attrs["categories"] = obs["__categories/kind"].ref
    obs["count"] = np.arange(8)
    annotate(file.create_group("var"), "dataframe", "0.1.0").attrs["_index"] = "_index"
    file["var/_index"] = np.array([f"gene {i}".encode() for i in range(5)])


def anndata_06(file):
    sparse(file, "X", cells(), "csr", old=True)
    records = np.zeros(8, [("index", "S6"), ("kind", "i1"), ("share", ">f8")])
    records["index"], records["kind"], records["share"] = [f"cell {i}" for i in range(8)], [0, 1, -1, 1, 0, 1, 0, 0], np.arange(8) / 8
    file["obs"] = records
    file["var"] = np.zeros(5, [("index", "S6")])
    file.create_dataset("uns/kind_categories", data=["B", "T"], dtype=h5py.string_dtype())
    maps(file)


save("types.h5", types)
save("chunked.h5", chunked)
save("indices.h5", indices, libver="latest")
save("links.h5", links)
save("named_types.h5", named_types)
save("userblock.h5", lambda file: file.create_dataset("vectors", data=matrix(6, 4)), userblock_size=1024)
save("benchmark.hdf5", benchmark)
save("benchmark_euclidean.hdf5", benchmark_euclidean)
save("legacy_keras.h5", legacy_keras)
save("keras.weights.h5", keras_weights)
keep("stored.keras", keras_model(zipfile.ZIP_STORED))
keep("deflated.keras", keras_model(zipfile.ZIP_DEFLATED))
save("anndata.h5ad", anndata)
save("anndata_07.h5ad", anndata_07)
save("anndata_06.h5ad", anndata_06)
