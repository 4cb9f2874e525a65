#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL cluster of one's own, for a test or a measurement: no network, no other cluster is touched.
#   tests/postgres.sh start FOLDER       makes it there where there is none, starts it, prints its URL
#   tests/postgres.sh stop FOLDER [MODE] stops it: fast (default), or immediate, as a crash would
# FOLDER must be short (a socket's path ends at 107 bytes). PostgreSQL refuses to run as root: as root, it runs as the
# user "postgres" that its package makes.
set -euo pipefail

command=${1:?start or stop}
folder=${2:?FOLDER}
mode=${3:-fast}
bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[[ -n $bin ]] || { echo "postgres.sh: PostgreSQL is not installed; ./dev test installs it" >&2; exit 4; }

as_owner=()
owner=$(id -un)
if [[ $EUID -eq 0 ]]; then
  as_owner=(runuser -u postgres --)
  owner=postgres
fi

case $command in
  start)
    mkdir -p "$folder"
    if [[ $EUID -eq 0 ]]; then chown postgres "$folder"; chmod 711 "$folder"; fi
    cd "$folder"
    if [[ ! -d $folder/cluster ]]; then
      "${as_owner[@]}" "$bin/initdb" -D "$folder/cluster" -k -E UTF8 --locale=C -A trust -U "$owner" >"$folder/init.log" 2>&1 ||
        { cat "$folder/init.log" >&2; exit 4; }
      printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$folder'" "unix_socket_permissions = 0777" \
        "max_connections = 100" "shared_buffers = 64MB" "max_wal_size = 512MB" "logging_collector = off" \
        "dynamic_shared_memory_type = mmap" | "${as_owner[@]}" tee -a "$folder/cluster/postgresql.conf" >/dev/null
    fi
    "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/cluster" -l "$folder/cluster/server.log" -w -t 60 start >"$folder/start.log" 2>&1 ||
      { cat "$folder/start.log" "$folder/cluster/server.log" >&2; exit 4; }
    echo "postgresql://$owner@/postgres?host=$folder"
    ;;
  stop)
    cd "$folder"
    "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/cluster" -w -m "$mode" stop >"$folder/stop.log" 2>&1 || true
    ;;
  *) echo "postgres.sh: start or stop, not $command" >&2; exit 2 ;;
esac
