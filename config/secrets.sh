#!/bin/sh
# Makes every secret that docker-compose.yml names, in ./secrets (or TAKT_SECRETS), once: what is there already is kept.
#   config/secrets.sh [host…]
# host: names and addresses by which devices reach the broker, for its certificate.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
secrets=${TAKT_SECRETS:-$here/../secrets}

"$here/mosquitto/credentials.sh" init "$@"

# make <file> <content>
make() { [ -e "$secrets/$1" ] || printf '%s\n' "$2" > "$secrets/$1"; }
random() { openssl rand -hex 24; }

make secret-key "$(openssl rand -base64 32)"
make influx-password "$(random)"
make influx-token "$(random)"
make postgres-password "$(random)"
make database-url "postgres://takt:$(cat "$secrets/postgres-password")@postgres:5432/takt"
make redis-password "$(random)"
make redis-url "redis://default:$(cat "$secrets/redis-password")@redis:6379/0"
digest=$(printf %s "$(cat "$secrets/redis-password")" | openssl dgst -sha256 -r | cut -d' ' -f1)
make redis-users.acl "user default on #$digest ~* &* +@all"

echo "secrets are in $secrets; keep a copy of the folder where backups are, and nowhere else"
