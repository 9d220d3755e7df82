#!/bin/bash
# What a user of the official image relies on: RABBITMQ_DEFAULT_USER and RABBITMQ_DEFAULT_PASS (each also as NAME_FILE),
# RABBITMQ_DEFAULT_VHOST and RABBITMQ_NODENAME, which the server reads itself, and RABBITMQ_ERLANG_COOKIE.
set -euo pipefail

if [ "$1" = rabbitmq-server ] && [ "$(id -u)" = 0 ]; then
  chown -R rabbitmq:rabbitmq /var/lib/rabbitmq
  exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups "$0" "$@"
fi
for name in RABBITMQ_DEFAULT_USER RABBITMQ_DEFAULT_PASS; do
  file=${name}_FILE
  [ -z "${!file:-}" ] || export "$name=$(cat "${!file}")"
done
if [ -n "${RABBITMQ_ERLANG_COOKIE:-}" ]; then
  (umask 077 && printf %s "$RABBITMQ_ERLANG_COOKIE" > "$HOME/.erlang.cookie")
fi
exec "$@"
