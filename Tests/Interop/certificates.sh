#!/usr/bin/env bash
# Makes a certificate authority and a server's certificate for the interoperability tests. The names
# are those that the gRPC project's tests expect; the keys are new each time and trusted nowhere.
#   certificates.sh FOLDER   makes FOLDER/{ca.pem,server1.pem,server1.key}
set -euo pipefail

folder=$1
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
  -subj "/O=Laurel tests/CN=testca" -keyout "$work/ca.key" -out "$folder/ca.pem" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
  2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
  -subj "/O=Laurel tests/CN=*.test.google.com" -keyout "$folder/server1.key" \
  -out "$work/server1.csr" 2>/dev/null
cat >"$work/server1.ext" <<'EXTENSIONS'
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:*.test.google.fr,DNS:waterzooi.test.google.be,DNS:*.test.youtube.com,IP:192.168.1.3
EXTENSIONS
openssl x509 -req -in "$work/server1.csr" -CA "$folder/ca.pem" -CAkey "$work/ca.key" \
  -CAcreateserial -days 30 -extfile "$work/server1.ext" -out "$folder/server1.pem" 2>/dev/null
chmod 600 "$folder/server1.key"
