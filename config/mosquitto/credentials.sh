#!/bin/sh
# Makes what the broker knows its clients by: an authority, the broker's certificate, users with passwords, and their rules.
set -eu
umask 022

case $(openssl version) in
  'OpenSSL '[3-9]*) ;;
  *) echo "OpenSSL 3 or newer is needed, not $(openssl version)" >&2 && exit 1 ;;
esac

usage() {
  cat >&2 <<'USAGE'
config/mosquitto/credentials.sh
  init [host…]                     authority, certificate, and the users of Takt itself; keeps what is there
  certificate [host…]              a new certificate of the broker for these names and addresses
  node <site> <node> [machine…]    a Sparkplug edge node; where machines are named it may speak of no others
  device <site> <machine>          a device that publishes JSON
  remove <site> <name>             takes a node's or device's access away
  rules                            puts a changed rules.acl into force

Files lie in ./secrets of the checkout, or where TAKT_SECRETS says. A node's or device's password is in secrets/devices, and is
to be carried to it together with mqtt-ca.crt. Then: docker compose kill --signal HUP mosquitto
USAGE
  exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
secrets=${TAKT_SECRETS:-$here/../../secrets}
passwords=$secrets/mosquitto-passwords
rules=$secrets/mosquitto-acl
# Containers see these files with the numbers of their own users, so they can be read by all; the folder keeps others out.
mkdir -p "$secrets/devices"
chmod 700 "$secrets"
secrets=$(cd "$secrets" && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

# Into the same file: a container that has it mounted keeps seeing it.
replace() { cat "$temporary/new" > "$1"; }

code() {
  printf %s "$1" | LC_ALL=C grep -Eqx '[A-Za-z0-9][A-Za-z0-9._-]{0,63}' || {
    echo "\"$1\" is no code: 1–64 letters, digits, . _ -, the first a letter or digit" >&2
    exit 2
  }
}

# --- certificates ---
authority() {
  [ -e "$secrets/mqtt-ca.crt" ] && return
  printf '%s\n' '[req]' 'distinguished_name = dn' 'x509_extensions = ca' 'prompt = no' '[dn]' 'CN = Takt broker authority' \
    '[ca]' 'basicConstraints = critical, CA:TRUE' 'keyUsage = critical, keyCertSign, cRLSign' \
    'subjectKeyIdentifier = hash' > "$temporary/ca.cnf"
  (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$secrets/mqtt-ca.key")
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
# Sets $password to a new random one of the user $1; the broker gets its hash as mosquitto_passwd would write it.
new_password() {
  password=$(openssl rand -hex 24)
  salt=$(openssl rand -base64 12)
  salt_hex=$(printf %s "$salt" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
  hash=$(openssl kdf -binary -keylen 64 -kdfopt digest:SHA512 -kdfopt "pass:$password" -kdfopt "hexsalt:$salt_hex" \
    -kdfopt iter:101 PBKDF2 | openssl base64 -A)
  touch "$passwords"
  awk -F: -v user="$1" '$1 != user' "$passwords" > "$temporary/new"
  printf '%s:$7$101$%s$%s\n' "$1" "$salt" "$hash" >> "$temporary/new"
  replace "$passwords"
}

# The rules of this version, then those of the edge nodes that are known, without those of $1.
write_rules() {
  touch "$rules"
  cat "$here/rules.acl" > "$temporary/new"
  awk -v gone="${1:-}" 'BEGIN { RS = ""; ORS = "\n\n" } /^user [^\n]*\// && $2 != gone' "$rules" >> "$temporary/new"
}

init() {
  authority
  [ -e "$secrets/mqtt-broker.crt" ] || certificate "$@"
  if [ ! -e "$secrets/mqtt-url" ]; then
    new_password takt
    printf 'mqtt://takt:%s@mosquitto:1883\n' "$password" > "$secrets/mqtt-url"
  fi
  if [ ! -e "$secrets/mosquitto_sub" ]; then
    new_password health
    printf -- '-u health\n-P %s\n' "$password" > "$secrets/mosquitto_sub"
  fi
  write_rules
  replace "$rules"
}

node() {
  site=$1 node=$2
  shift 2
  for name in "$site" "$node" "$@"; do code "$name"; done
  [ $# -gt 0 ] || set -- +
  write_rules "$site/$node"
  {
    echo "user $site/$node"
    for type in NBIRTH NDATA NDEATH; do echo "topic write spBv1.0/$site/$type/$node"; done
    for machine in "$@"; do
      for type in DBIRTH DDATA DDEATH; do echo "topic write spBv1.0/$site/$type/$node/$machine"; done
    done
    echo "topic read spBv1.0/$site/NCMD/$node"
    echo "topic read spBv1.0/$site/DCMD/$node/+"
    echo
  } >> "$temporary/new"
  replace "$rules"
  hand_out "$site" "$node"
}

device() {
  code "$1"
  code "$2"
  hand_out "$1" "$2"
}

hand_out() {
  file=$secrets/devices/$1/$2.password
  mkdir -p "$secrets/devices/$1"
  new_password "$1/$2"
  printf '%s\n' "$password" > "$file"
  echo "user $1/$2, password in $file"
}

remove() {
  awk -F: -v user="$1/$2" '$1 != user' "$passwords" > "$temporary/new"
  replace "$passwords"
  write_rules "$1/$2"
  replace "$rules"
  rm -f "$secrets/devices/$1/$2.password"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  init | certificate) "$command" "$@" ;;
  node) [ $# -ge 2 ] || usage && node "$@" ;;
  device | remove) [ $# -eq 2 ] || usage && "$command" "$@" ;;
  rules) write_rules && replace "$rules" ;;
  *) usage ;;
esac
