/// How a private PostgreSQL is started for one test process.
enum TestClusterScript {
  /// Arguments: the id of the test process, the superuser's password, whether a commit waits until
  /// it is written (`on` or `off`), and the port of the server whose standby this one is, or
  /// nothing.
  ///
  /// Prints the port and the folder. A watcher in the background ends the server by its process id,
  /// and removes its folder, as soon as the test process is gone, however it went. A server that
  /// ends while there is a file `restart` in the folder is started again. The server does not run
  /// as root, and it does not sync files: its data is thrown away.
  static let text = #"""
    set -eu
    parent=$1
    password=$2
    commit=$3
    primary=$4
    binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$binaries" ] || binaries=$(dirname "$(command -v initdb)")
    folder=$(mktemp -d "${TMPDIR:-/tmp}/laurel-test-XXXXXX")
    printf %s "$password" > "$folder/password"
    as=
    if [ "$(id -u)" = 0 ]; then
      as="setpriv --reuid=postgres --regid=postgres --init-groups"
      chown -R postgres "$folder"
    fi
    cd "$folder"
    if [ -n "$primary" ]; then
      PGPASSWORD=$password $as "$binaries/pg_basebackup" --pgdata="$folder/data" \
        --host=127.0.0.1 --port="$primary" --username=postgres --checkpoint=fast \
        --write-recovery-conf --no-sync
    else
      $as "$binaries/initdb" --pgdata="$folder/data" --username=postgres \
        --pwfile="$folder/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync \
        > "$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
    fi
    attempt=0
    while [ $attempt -lt 20 ]; do
      attempt=$((attempt + 1))
      port=$(shuf -n 1 -i 20000-29999)
      setsid sh -c '
        as=$1; binaries=$2; folder=$3; port=$4; parent=$5; commit=$6
        tail --pid="$parent" -f /dev/null &
        watch=$!
        rm -f "$folder/restart"
        while true; do
          $as "$binaries/postgres" -D "$folder/data" -p "$port" \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 \
            -c fsync=off -c synchronous_commit="$commit" -c full_page_writes=off \
            -c shared_buffers=64MB -c autovacuum=off -c timezone=UTC -c log_min_messages=fatal &
          server=$!
          while kill -0 "$server" 2>/dev/null && kill -0 "$watch" 2>/dev/null; do sleep 0.2; done
          kill -QUIT "$server" 2>/dev/null
          [ -e "$folder/restart" ] && kill -0 "$watch" 2>/dev/null || break
          wait "$server"
          rm -f "$folder/restart"
        done
        wait "$server"
        touch "$folder/ended"
        [ -e "$folder/started" ] || kill "$watch" 2>/dev/null
        wait
        kill -0 "$parent" 2>/dev/null || rm -rf "$folder"
      ' sh "$as" "$binaries" "$folder" "$port" "$parent" "$commit" \
        > "$folder/server.log" 2>&1 < /dev/null &
      while [ ! -e "$folder/ended" ]; do
        if "$binaries/pg_isready" -q -h 127.0.0.1 -p "$port" -t 1; then
          if grep -q "^$port\$" "$folder/data/postmaster.pid" 2>/dev/null; then
            touch "$folder/started"
            echo "$port $folder"
            exit 0
          fi
        fi
        sleep 0.05
      done
      rm -f "$folder/ended"
    done
    cat "$folder/server.log" >&2
    exit 1
    """#
}
