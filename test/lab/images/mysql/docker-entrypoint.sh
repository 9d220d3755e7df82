#!/bin/bash
# What a user of the official image relies on, for an empty data folder only: MYSQL_ROOT_PASSWORD (or
# MYSQL_ALLOW_EMPTY_PASSWORD), MYSQL_ROOT_HOST, MYSQL_DATABASE, MYSQL_USER with MYSQL_PASSWORD, each also as NAME_FILE,
# and the scripts in /docker-entrypoint-initdb.d. As there, a temporary server answers first, on the socket only.
set -euo pipefail

data=/var/lib/mysql
socket=/run/mysqld/first.sock

main() {
  case $1 in -*) set -- mysqld "$@" ;; esac
  [ "$1" = mysqld ] || exec "$@"
  [ "$(id -u)" != 0 ] || become_mysql "$@"
  [ -d "$data/mysql" ] || first_start "$@"
  unset MYSQL_ROOT_PASSWORD MYSQL_PASSWORD
  exec "$@"
}

become_mysql() {
  chown -R mysql:mysql "$data" /run/mysqld
  exec setpriv --reuid=mysql --regid=mysql --clear-groups "$0" "$@"
}

first_start() {
  local name
  for name in MYSQL_ROOT_PASSWORD MYSQL_ROOT_HOST MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD; do read_file_of "$name"; done
  if [ -z "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
    stop "Database is uninitialized and password option is not specified: MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD"
  fi
  [ "${MYSQL_USER:-}" != root ] || stop 'MYSQL_USER="root": root is there already, and its password is MYSQL_ROOT_PASSWORD'
  say 'Initializing database files'
  "$@" --initialize-insecure
  say 'Starting temporary server'
  "$@" --skip-networking --socket="$socket" &
  local server=$!
  until client -e 'SELECT 1' > /dev/null 2>&1; do
    kill -0 "$server" || stop 'the temporary server ended'
    sleep 0.1
  done
  accounts | client
  for name in /docker-entrypoint-initdb.d/*; do run_script "$name"; done
  client -e "ALTER USER root@localhost IDENTIFIED BY $(quoted "${MYSQL_ROOT_PASSWORD:-}")"
  kill "$server" && wait "$server"
  say 'MySQL init process done. Ready for start up.'
}

accounts() {
  local host=${MYSQL_ROOT_HOST-%}
  if [ -n "$host" ] && [ "$host" != localhost ]; then
    echo "CREATE USER root@$(quoted "$host") IDENTIFIED BY $(quoted "${MYSQL_ROOT_PASSWORD:-}");"
    echo "GRANT ALL ON *.* TO root@$(quoted "$host") WITH GRANT OPTION;"
  fi
  [ -z "${MYSQL_DATABASE:-}" ] || echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"
  [ -n "${MYSQL_USER:-}" ] && [ -n "${MYSQL_PASSWORD:-}" ] || return 0
  echo "CREATE USER $(quoted "$MYSQL_USER")@'%' IDENTIFIED BY $(quoted "$MYSQL_PASSWORD");"
  [ -z "${MYSQL_DATABASE:-}" ] || echo "GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO $(quoted "$MYSQL_USER")@'%';"
}

run_script() {
  case $1 in
    *.sh) say "running $1"; . "$1" ;;
    *.sql) say "running $1"; client ${MYSQL_DATABASE:-} < "$1" ;;
  esac
}

read_file_of() {
  local file=${1}_FILE
  [ -z "${!file:-}" ] || export "$1=$(cat "${!file}")"
}

quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\\\'}"
}

client() { mysql --no-defaults --user=root --socket="$socket" "$@"; }
say() { echo "$(date -u +%FT%TZ) [Note] [Entrypoint]: $*"; }
stop() { echo "$(date -u +%FT%TZ) [ERROR] [Entrypoint]: $*" >&2; exit 1; }

main "$@"
