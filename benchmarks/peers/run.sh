#!/usr/bin/env bash
# Beside the programs people use, on this machine, in one run: prints Markdown tables and saves them under benchmarks/results/.
#   benchmarks/peers/run.sh [--repeats N] [--only NAME ...] [--output FILE]
#     exact neighbors and PCA: two minutes
#   benchmarks/peers/run.sh layouts [--repeats N] [--only NAME ...] [--opentsne FOLDER] [--original FOLDER] [--output FILE]
#     neighbor graphs, t-SNE and UMAP, speed and quality: half an hour
# Run it on a quiet machine. openTSNE is not in Debian: build it from its source and give the folder, else its rows are missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3

script=compare.py
packages=(python3-numpy python3-sklearn python3-faiss libopenblas0-pthread)
if [[ ${1:-} == layouts ]]; then
  shift
  script=layouts.py
  packages+=(python3-pynndescent python3-hnswlib umap-learn)
fi

# Debian's own builds of the peers, for Debian's own Python. Without OpenBLAS they fall back to the reference BLAS, which is no peer.
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  apt-get update -q
  apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

project=$here/../EmbeddingProjector.Benchmarks
dotnet build "$project" -c Release -v q
exec "$python" "$here/$script" --ours "$project/bin/Release/net10.0/EmbeddingProjector.Benchmarks.dll" "$@"
