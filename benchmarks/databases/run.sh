#!/usr/bin/env bash
# Reading a large table of PostgreSQL beside a plain pass (psql's \copy in binary form to nowhere), a table of pgvector, and a query of DuckDB over a glob of Parquet files.
# Starts a PostgreSQL of this machine on loopback with a directory of its own, and removes it afterwards.
#   benchmarks/databases/run.sh [RUNS [ROWS [COLUMNS]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-3} rows=${2:-1000000} columns=${3:-128}

bin=$(dirname "$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -1)")
export PATH=$PATH:$bin
folder=$(mktemp -d)
as_user=()
# The server refuses to run as root.
[ "$(id -u)" = 0 ] && { chown postgres "$folder"; as_user=(setpriv --reuid postgres --regid postgres --clear-groups); }
trap '"${as_user[@]}" pg_ctl -D "$folder/data" -m fast -s stop 2>/dev/null || true; [ -n "${vectors_PID:-}" ] && kill "$vectors_PID" || true; rm -rf "$folder"' EXIT
port=${PORT:-54329}
(cd "$folder" && "${as_user[@]}" initdb -D data -U owner -A trust --no-sync >/dev/null \
  && "${as_user[@]}" pg_ctl -D data -s -w -l "$folder/data/log" -o "-p $port -h 127.0.0.1 -k $folder -c fsync=off -c max_wal_size=8GB" start)
address=postgres://owner@127.0.0.1:$port/postgres

dotnet build benchmarks/EmbeddingProjector.Benchmarks -c Release -v quiet
program=benchmarks/EmbeddingProjector.Benchmarks/bin/Release/net10.0/EmbeddingProjector.Benchmarks

psql "$address" -q -c 'CREATE TABLE floats (id int PRIMARY KEY, v real[] NOT NULL)' \
  -c "INSERT INTO floats SELECT i, array(SELECT (sin(i) + sin(j * 0.37))::real FROM generate_series(1, $columns) AS j WHERE i IS NOT NULL) FROM generate_series(1, $rows) AS i" \
  -c 'CREATE TABLE doubles AS SELECT id, v::double precision[] AS v FROM floats' -c 'ALTER TABLE doubles ADD PRIMARY KEY (id)' -c 'VACUUM ANALYZE'
echo '| what | rows × columns | plain pass s | list s | read s | CPU s | rows/s | read / plain | peak MB | peak / matrix | load of others |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |'
"$program" database "$runs" "$address" floats
"$program" database "$runs" "$address" doubles

# pgvector: where it is to be had as a build for WebAssembly alone (tests/pglite), of which a twentieth of the rows is enough.
if [ -d tests/pglite/node_modules ]; then
  coproc vectors { cd tests/pglite && exec node server.mjs; }
  read -r _ port <&"${vectors[0]}"
  address=postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable
  psql "$address" -q -c "CREATE TABLE vectors (id int PRIMARY KEY, v vector($columns) NOT NULL)" \
    -c "INSERT INTO vectors SELECT i, array(SELECT (sin(i) + sin(j * 0.37))::real FROM generate_series(1, $columns) AS j WHERE i IS NOT NULL)::vector FROM generate_series(1, $((rows / 20))) AS i"
  "$program" database "$runs" "$address" vectors
fi

# Parquet: four files of random numbers.
"$program" opening-files "$folder" "$((rows / 4))" "$columns" 4 .parquet
"$program" database "$runs" query "SELECT * FROM '$folder/*.parquet'"
