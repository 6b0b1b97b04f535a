#!/bin/sh
# Starts a command in a container with a data directory of its own: the first under TAKT_DATA_DIR that no other holds. Replicas
# of a service share a volume, and one that is created anew goes on with the spool its predecessor left.
set -eu
parent=${TAKT_DATA_DIR:-/data}
number=1
while [ "$number" -le 64 ]; do
  directory=$parent/$number
  mkdir -p "$directory"
  # The lock is the open file's, which the command inherits: it ends with the process, however that ends.
  exec 9> "$directory/container.lock"
  if flock --nonblock 9; then
    export TAKT_DATA_DIR="$directory"
    exec "$@"
  fi
  number=$((number + 1))
done
echo "all 64 data directories under $parent are in use" >&2
exit 1
