#!/bin/sh
# Makes what the broker starts with: an authority, the broker's certificate, and the users of Takt itself with their passwords.
set -eu
umask 022

case $(openssl version) in
  'OpenSSL '[3-9]*) ;;
  *) echo "OpenSSL 3 or newer is needed, not $(openssl version)" >&2 && exit 1 ;;
esac

usage() {
  cat >&2 <<'USAGE'
config/mosquitto/credentials.sh
  init [host…]           authority, certificate, and the users of Takt itself; keeps what is there
  certificate [host…]    a new certificate of the broker for these names and addresses; then restart the broker

Files lie in ./secrets of the checkout, or where TAKT_SECRETS says. Edge nodes and devices get their credentials from Takt:
takt devices issue <site>/<name>
USAGE
  exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
secrets=${TAKT_SECRETS:-$here/../../secrets}
# Containers see these files with the numbers of their own users, so they can be read by all; the folder keeps others out.
mkdir -p "$secrets"
chmod 700 "$secrets"
secrets=$(cd "$secrets" && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

# --- certificates ---
authority() {
  [ -e "$secrets/mqtt-ca.crt" ] && return
  printf '%s\n' '[req]' 'distinguished_name = dn' 'x509_extensions = ca' 'prompt = no' '[dn]' 'CN = Takt broker authority' \
    '[ca]' 'basicConstraints = critical, CA:TRUE' 'keyUsage = critical, keyCertSign, cRLSign' \
    'subjectKeyIdentifier = hash' > "$temporary/ca.cnf"
  openssl ecparam -name prime256v1 -genkey -noout -out "$secrets/mqtt-ca.key"
  openssl req -new -x509 -config "$temporary/ca.cnf" -key "$secrets/mqtt-ca.key" -days 3650 -out "$secrets/mqtt-ca.crt"
}

certificate() {
  names=DNS:localhost,IP:127.0.0.1,DNS:mosquitto
  for host in "$@"; do
    case $host in
      *:*) names=$names,IP:$host ;;
      *[!0-9.]*) names=$names,DNS:$host ;;
      *) names=$names,IP:$host ;;
    esac
  done
  printf '%s\n' '[req]' 'distinguished_name = dn' 'prompt = no' '[dn]' 'CN = Takt broker' > "$temporary/broker.cnf"
  printf '%s\n' 'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' \
    'extendedKeyUsage = serverAuth' "subjectAltName = $names" > "$temporary/extensions"
  openssl ecparam -name prime256v1 -genkey -noout -out "$temporary/key"
  openssl req -new -config "$temporary/broker.cnf" -key "$temporary/key" -out "$temporary/request"
  openssl x509 -req -in "$temporary/request" -CA "$secrets/mqtt-ca.crt" -CAkey "$secrets/mqtt-ca.key" \
    -set_serial "0x$(openssl rand -hex 16)" -days 825 -sha256 -extfile "$temporary/extensions" \
    -out "$temporary/certificate" 2> /dev/null
  cat "$temporary/key" > "$secrets/mqtt-broker.key"
  cat "$temporary/certificate" > "$secrets/mqtt-broker.crt"
  echo "certificate of the broker: $names, until $(openssl x509 -in "$secrets/mqtt-broker.crt" -noout -enddate | cut -d= -f2)"
}

# --- users ---
# Sets $password to a new random one, and $user to the user $1 with the role $2 as the broker's plugin keeps it.
new_user() {
  password=$(openssl rand -hex 24)
  salt=$(openssl rand -base64 12)
  salt_hex=$(printf %s "$salt" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
  hash=$(openssl kdf -binary -keylen 64 -kdfopt digest:SHA512 -kdfopt "pass:$password" -kdfopt "hexsalt:$salt_hex" \
    -kdfopt iter:101 PBKDF2 | openssl base64 -A)
  user="{\"username\":\"$1\",\"password\":\"$hash\",\"salt\":\"$salt\",\"iterations\":101,\"roles\":[{\"rolename\":\"$2\"}]}"
}

# All at once: the broker's file is of use with the passwords of its users only.
users() {
  [ -e "$secrets/mosquitto-dynamic-security.json" ] && return
  new_user takt-admin takt-admin
  all=$user
  printf 'mqtt://takt-admin:%s@mosquitto:1883\n' "$password" > "$secrets/mqtt-admin-url"
  new_user takt takt-server
  all=$all,$user
  printf 'mqtt://takt:%s@mosquitto:1883\n' "$password" > "$secrets/mqtt-url"
  new_user health takt-health
  all=$all,$user
  printf -- '-u health\n-P %s\n' "$password" > "$secrets/mosquitto_sub"
  # base64 holds no character that means something to sed here.
  sed "s|\"clients\": \[\]|\"clients\": [$all]|" "$here/dynamic-security.json" > "$temporary/broker"
  cat "$temporary/broker" > "$secrets/mosquitto-dynamic-security.json"
}

init() {
  authority
  [ -e "$secrets/mqtt-broker.crt" ] || certificate "$@"
  users
  # Of an installation from before Takt signed devices' certificates itself: its process must be able to read the key.
  chmod 644 "$secrets/mqtt-ca.key"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  init | certificate) "$command" "$@" ;;
  *) usage ;;
esac
