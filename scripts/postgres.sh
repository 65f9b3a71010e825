#!/usr/bin/env bash
# Runs a command with TALACHSE_DATABASE_URL pointing at a throw-away PostgreSQL; the cluster is gone afterwards.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "PostgreSQL-Server fehlt: apt-get install postgresql" >&2; exit 2; }
dir=$(mktemp -d /tmp/talachse-pg.XXXXXX)
# Any free port of the loopback interface; the kernel chooses.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" -ne 0 ] || chown postgres "$dir"
cleanup() { as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"; }
trap cleanup EXIT
as "$bin/initdb" -D "$dir/data" -A trust --locale=C.UTF-8 -E UTF8 >/dev/null
as "$bin/pg_ctl" -D "$dir/data" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c fsync=off -c max_connections=200" -l "$dir/log" -w start >/dev/null
as "$bin/createdb" -h 127.0.0.1 -p "$port" talachse
as "$bin/createuser" -h 127.0.0.1 -p "$port" -s talachse
TALACHSE_DATABASE_URL="postgresql://talachse@127.0.0.1:$port/talachse" "$@"
