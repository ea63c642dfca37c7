#!/usr/bin/env bash
# The tutorial's training beside PyTorch, on this machine, in one run: same weights, same batches, one thread each.
# Prints a Markdown table and saves it under benchmarks/results/. Run it on a quiet machine; it takes about a minute.
#   benchmarks/training/run.sh [--data aclImdb.tar.gz] [--repeats N] [--epochs N] [--output FILE]
# Without --data it takes shared/data/imdb beside the checkout, or makes up texts of the same shape.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3

missing=()
for package in python3-numpy python3-torch; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  apt-get update -q
  apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

data=()
if [[ " $* " != *' --data '* ]]; then
  directory=$here
  while [ "$directory" != / ]; do
    if [ -f "$directory/shared/data/imdb/aclImdb.tar.gz" ]; then
      data=(--data "$directory/shared/data/imdb/aclImdb.tar.gz")
      break
    fi
    directory=$(dirname "$directory")
  done
fi

project=$here/../EmbeddingProjector.Benchmarks
dotnet build "$project" -c Release -v q
exec "$python" "$here/compare.py" --ours "$project/bin/Release/net10.0/EmbeddingProjector.Benchmarks.dll" "${data[@]}" "$@"
