#!/usr/bin/env python3
"""Verifies a log directory without any code of this project: checksums, structure and values of its checkpoints.

    python3 tests/independent/verify_logdir.py LOGDIR [--expect name=matrix.npy ...]

Checks that the file `checkpoint` names a whole checkpoint; of every checkpoint: the footer, every block's
checksum, the order of the keys, every tensor's extent and checksum, that the tensors fill the data file
without gaps or overlaps, and that the object graph leads to every variable; of projector_config.pbtxt: that the
files and tensors it names exist and that metadata and sprite fit the number of vectors. With --expect, a tensor
(the name may leave out "/.ATTRIBUTES/VARIABLE_VALUE") must equal a NumPy array bit for bit.

Prints one line for each thing that was verified; the exit code is 0 only if everything holds.
Sources: tensorflow/core/util/tensor_bundle, LevelDB's doc/table_format.md, RFC 3720 (crc32c), the PNG specification. Needs NumPy.
"""
import argparse
import glob
import os
import re
import struct
import sys
import zlib

import numpy as np

SUFFIX = '/.ATTRIBUTES/VARIABLE_VALUE'
GRAPH = '_CHECKPOINTABLE_OBJECT_GRAPH'
TYPES = {1: '<f4', 2: '<f8', 3: '<i4', 4: '<u1', 5: '<i2', 6: '<i1', 8: '<c8', 9: '<i8', 10: '?', 11: '<i1', 12: '<u1', 13: '<i4',
         14: '<u2', 15: '<i2', 16: '<u2', 17: '<u2', 18: '<c16', 19: '<f2', 22: '<u4', 23: '<u8', 24: '<u1', 25: '<u1', 29: '<i1', 30: '<u1'}


# What the trim of a browser takes away, which is not quite what Python's does.
BLANK = ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'


class Wrong(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Wrong(message)


def make_tables():
    first = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
        first.append(crc)
    tables = [first]
    for _ in range(7):
        tables.append([(crc >> 8) ^ first[crc & 255] for crc in tables[-1]])
    return tables


T = make_tables()


def crc32c(data, crc=0):
    crc ^= 0xffffffff
    whole = len(data) // 8 * 8
    t0, t1, t2, t3, t4, t5, t6, t7 = T
    for low, high in struct.iter_unpack('<II', data[:whole]):
        low ^= crc
        crc = (t7[low & 255] ^ t6[low >> 8 & 255] ^ t5[low >> 16 & 255] ^ t4[low >> 24]
               ^ t3[high & 255] ^ t2[high >> 8 & 255] ^ t1[high >> 16 & 255] ^ t0[high >> 24])
    for byte in data[whole:]:
        crc = (crc >> 8) ^ t0[(crc ^ byte) & 255]
    return crc ^ 0xffffffff


def mask(crc):
    return ((crc >> 15 | crc << 17) + 0xa282ead8) & 0xffffffff


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def fields(message):
    """A protobuf message as a list of (number, value)."""
    at, found = 0, []
    while at < len(message):
        tag, at = varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = varint(message, at)
        elif wire == 2:
            length, at = varint(message, at)
            value, at = message[at:at + length], at + length
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value, at = int.from_bytes(message[at:at + size], 'little'), at + size
        else:
            raise Wrong(f'wire type {wire}')
        found.append((number, value))
    require(at == len(message), 'a message that is cut off')
    return found


def one(message, number, default):
    return next((value for n, value in fields(message) if n == number), default)


def block(data, offset, size):
    stored = data[offset:offset + size + 1]
    require(stored[-1] == 0, f'block at {offset} is compressed ({stored[-1]})')
    stated, = struct.unpack_from('<I', data, offset + size + 1)
    require(mask(crc32c(stored)) == stated, f'block at {offset}: the checksum does not hold')
    body = stored[:-1]
    restarts, = struct.unpack_from('<I', body, len(body) - 4)
    end = len(body) - 4 - 4 * restarts
    key, at, entries, starts = b'', 0, [], set()
    while at < end:
        start = at
        shared, at = varint(body, at)
        unshared, at = varint(body, at)
        length, at = varint(body, at)
        if shared == 0:
            starts.add(start)
        key = key[:shared] + body[at:at + unshared]
        at += unshared
        entries.append((key, body[at:at + length]))
        at += length
    require(at == end, f'block at {offset}: entries do not end at the restarts')
    for restart in struct.unpack_from(f'<{restarts}I', body, end):
        require(restart in starts or not entries, f'block at {offset}: restart {restart} is no entry written out')
    return entries


def table(path):
    data = open(path, 'rb').read()
    require(len(data) >= 48, f'{path} has {len(data)} bytes')
    footer = data[-48:]
    require(footer[40:] == bytes.fromhex('57fb808b247547db'), f'{path} has no magic number')
    meta_offset, at = varint(footer, 0)
    meta_size, at = varint(footer, at)
    offset, at = varint(footer, at)
    size, at = varint(footer, at)
    require(not any(footer[at:40]), f'{path}: the padding of the footer is not zero')
    require(block(data, meta_offset, meta_size) == [], f'{path}: the metaindex is not empty')
    entries, previous_index_key = [], None
    for index_key, handle in block(data, offset, size):
        start, at = varint(handle, 0)
        length, _ = varint(handle, at)
        found = block(data, start, length)
        require(found and (previous_index_key is None or found[0][0] > previous_index_key), f'{path}: a block begins before its index says')
        require(found[-1][0] <= index_key, f'{path}: a block ends after its index says')
        previous_index_key = index_key
        entries += found
    keys = [key for key, _ in entries]
    require(keys == sorted(set(keys)), f'{path}: the keys are not in order')
    return entries


def strings(stored, count):
    at, lengths, crc = 0, [], 0
    for _ in range(count):
        length, at = varint(stored, at)
        lengths.append(length)
        crc = crc32c(struct.pack('<I', length), crc)
    require(struct.unpack_from('<I', stored, at)[0] == mask(crc), 'the checksum of string lengths does not hold')
    crc = crc32c(stored[at:], crc)
    at, texts = at + 4, []
    for length in lengths:
        texts.append(stored[at:at + length])
        at += length
    require(at == len(stored), 'strings do not fill their bytes')
    return texts, mask(crc)


def checkpoint(prefix):
    """All tensors of a checkpoint with one data file, by name."""
    entries = table(prefix + '.index')
    require(entries and entries[0][0] == b'', f'{prefix}: no header')
    header = entries[0][1]
    require(one(header, 1, 0) == 1 and one(header, 2, 0) == 0, f'{prefix}: not one little-endian data file')
    require(one(one(header, 3, b''), 1, 0) == 1 and one(one(header, 3, b''), 2, 0) == 0, f'{prefix}: another version')
    data = open(prefix + '.data-00000-of-00001', 'rb').read()
    tensors, extents = {}, []
    for key, entry in entries[1:]:
        name = key.decode('utf-8')
        dtype, offset, size = one(entry, 1, 0), one(entry, 4, 0), one(entry, 5, 0)
        shape = [one(dim, 1, 0) for number, dim in fields(one(entry, 2, b'')) if number == 2]
        require(offset + size <= len(data), f'{name} lies past the end of the data')
        stored = data[offset:offset + size]
        count = int(np.prod(shape, dtype=np.int64)) if shape else 1
        if dtype == 7:
            tensors[name], crc = strings(stored, count)
        else:
            require(dtype in TYPES, f'{name}: type {dtype}')
            crc = mask(crc32c(stored))
            require(size == count * np.dtype(TYPES[dtype]).itemsize, f'{name}: {size} bytes for {count} elements')
            tensors[name] = np.frombuffer(stored, TYPES[dtype]).reshape(shape)
        require(crc == one(entry, 6, 0), f'{name}: the checksum does not hold')
        extents.append((offset, offset + size))
    end = 0
    for start, stop in sorted(extents):
        require(start == end, f'{prefix}: a gap or an overlap at {start} of the data')
        end = stop
    require(end == len(data), f'{prefix}: {len(data) - end} bytes of data belong to no tensor')
    if GRAPH in tensors:
        graph(tensors)
    return tensors


def graph(tensors):
    nodes = [node for number, node in fields(tensors[GRAPH][0]) if number == 1]
    keys = []
    for number, child in fields(nodes[0]):
        if number != 1:
            continue
        local = one(child, 2, b'').decode()
        attribute = one(nodes[one(child, 1, 0)], 2, b'')
        require(one(attribute, 1, b'') == b'VARIABLE_VALUE', f'object graph: {local} has no value')
        key = one(attribute, 3, b'').decode()
        require(key == local.replace('.', '..').replace('/', '.S') + SUFFIX, f'object graph: {local} is saved as {key}')
        keys.append(key)
    require(sorted(keys) == sorted(set(tensors) - {GRAPH}), f'object graph: {keys} where there are {sorted(tensors)}')
    require(len(nodes) == len(keys) + 1, 'object graph: nodes that are nobody\'s child')


def quoted(text, name):
    raw = re.findall(r'\b' + name + r':\s*"((?:[^"\\]|\\.)*)"', text)
    escapes = {'n': '\n', 'r': '\r', 't': '\t'}
    unescape = lambda m: chr(int(m[1], 8)) if m[1][0].isdigit() else escapes.get(m[1], m[1])
    return [re.sub(r'\\([0-7]{1,3}|.)', unescape, value).encode('latin-1').decode('utf-8') for value in raw]


def sprite_size(path):
    """Walks over all chunks, checks each checksum and unpacks the pixels."""
    data = open(path, 'rb').read()
    require(data[:8] == b'\x89PNG\r\n\x1a\n', f'{path} is no PNG')
    at, pixels = 8, b''
    while at < len(data):
        length, = struct.unpack_from('>I', data, at)
        kind, body = data[at + 4:at + 8], data[at + 8:at + 8 + length]
        require(zlib.crc32(kind + body) == struct.unpack_from('>I', data, at + 8 + length)[0], f'{path}: chunk {kind} at {at}: the checksum does not hold')
        if kind == b'IHDR':
            width, height, bits, colour = struct.unpack_from('>IIBB', body)
        pixels += body if kind == b'IDAT' else b''
        at += 12 + length
    require(kind == b'IEND', f'{path} does not end')
    channels = {0: 1, 4: 2, 2: 3, 6: 4}[colour]
    require(len(zlib.decompress(pixels)) == height * (1 + width * channels) and bits == 8, f'{path}: the pixels do not fill the image')
    return width, height


def config(logdir, tensors, say):
    path = os.path.join(logdir, 'projector_config.pbtxt')
    if not os.path.exists(path):
        return
    text = open(path, encoding='utf-8').read()
    for entry in re.findall(r'^embeddings \{\n(.*?)^\}', text, re.M | re.S):
        name = (quoted(entry, 'tensor_name') or [''])[0]
        file = quoted(entry, 'tensor_path')
        if file:
            full = os.path.join(logdir, file[0])
            require(os.path.exists(full), f'{file[0]} is missing')
            if full.endswith('.tsv'):
                rows = sum(1 for line in open(full, encoding='utf-8') if line.strip() and all(map(lambda cell: float(cell) is not None, line.split('\t'))))
            elif full.endswith('.npy'):
                rows = np.load(full).shape[0]
            else:
                rows = int(re.findall(r'tensor_shape: (\d+)', entry)[0])
        else:
            require(name in tensors, f'the config names {name}, which is not in the checkpoint')
            rows = tensors[name].shape[0]
        for metadata in quoted(entry, 'metadata_path'):
            # The rule of TensorBoard: blank lines do not count, a tab in the first line makes it a header.
            lines = [line for line in open(os.path.join(logdir, metadata), encoding='utf-8', newline='\n').read().split('\n') if line.strip(BLANK)]
            count = len(lines) - (1 if lines and '\t' in lines[0] else 0)
            require(count == rows, f'{metadata}: {count} labels for {rows} vectors of {name}')
            say(f'{metadata}: {count} labels for {name}')
        for image in quoted(entry, 'image_path'):
            width, height = sprite_size(os.path.join(logdir, image))
            w, h = map(int, re.findall(r'single_image_dim: (\d+)', entry))
            require((width // w) * (height // h) >= rows, f'{image} has no room for {rows} images')
            say(f'{image}: {width} x {height} pixels, images of {w} x {h}')
        say(f'config: {name}, {rows} vectors')


def events(logdir, say):
    for path in glob.glob(os.path.join(glob.escape(logdir), '*tfevents*')):
        data, at = open(path, 'rb').read(), 0
        while at < len(data):
            length, crc = struct.unpack_from('<QI', data, at)
            require(crc == mask(crc32c(data[at:at + 8])), f'{path}: the checksum of a length does not hold')
            body = data[at + 12:at + 12 + length]
            require(struct.unpack_from('<I', data, at + 12 + length)[0] == mask(crc32c(body)), f'{path}: the checksum of a record does not hold')
            at += 16 + length
        say(f'{os.path.basename(path)}: {len(data)} bytes')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('logdir')
    parser.add_argument('--expect', action='append', default=[], metavar='NAME=FILE.npy', help='a tensor that must equal an array')
    arguments = parser.parse_args()
    logdir, verified = arguments.logdir, []

    def say(line):
        verified.append(line)
        print(line)

    try:
        latest = {}
        state = os.path.join(logdir, 'checkpoint')
        if os.path.exists(state):
            text = open(state, encoding='utf-8').read()
            named = quoted(text, 'model_checkpoint_path')
            require(len(named) == 1, f'{state} names {len(named)} checkpoints')
            require(named[0] in quoted(text, 'all_model_checkpoint_paths'), f'{state}: the latest is not among all')
            for name in quoted(text, 'all_model_checkpoint_paths'):
                require(os.path.exists(os.path.join(logdir, name + '.index')), f'{state} names {name}, which is not there')
            latest = checkpoint(os.path.join(logdir, named[0]))
        for index in sorted(glob.glob(os.path.join(glob.escape(logdir), '*.index'))):
            tensors = checkpoint(index[:-len('.index')])
            for name, value in tensors.items():
                if name != GRAPH:
                    say(f'{os.path.basename(index)}: {name} {value.dtype} {list(value.shape)}')
        for expected in arguments.expect:
            name, _, file = expected.rpartition('=')
            found = latest.get(name, latest.get(name + SUFFIX))
            require(found is not None, f'the latest checkpoint has no tensor {name}')
            array = np.load(file)
            require(found.dtype == array.dtype and found.shape == array.shape and found.tobytes() == array.tobytes(), f'{name} is not {file}')
            say(f'{name} equals {file}')
        config(logdir, latest, say)
        events(logdir, say)
        require(verified, f'{logdir} holds nothing to verify')
    except (Wrong, OSError, ValueError, struct.error, IndexError, KeyError) as e:
        print(f'WRONG: {e}', file=sys.stderr)
        return 1
    print(f'{len(verified)} verified, nothing wrong')
    return 0


if __name__ == '__main__':
    sys.exit(main())
