#!/usr/bin/env bash
# Neighbors and PCA beside the programs people use, on this machine, in one run.
# Prints a Markdown table and saves it under benchmarks/results/. Run it on a quiet machine; it takes about two minutes.
#   benchmarks/peers/run.sh [--repeats N] [--only NAME ...] [--output FILE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3

# Debian's own builds of the peers, for Debian's own Python. Without OpenBLAS they fall back to the reference BLAS, which is no peer.
missing=()
for package in python3-numpy python3-sklearn python3-faiss libopenblas0-pthread; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  apt-get update -q
  apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

project=$here/../EmbeddingProjector.Benchmarks
dotnet build "$project" -c Release -v q
exec "$python" "$here/compare.py" --ours "$project/bin/Release/net10.0/EmbeddingProjector.Benchmarks.dll" "$@"
