#!/usr/bin/env bash
# Installs the Debian packages that building, running and testing need. Quick when all are there;
# asks nothing. Without root it uses sudo; without either it says what to install.
#
#   install-packages.sh              what every target of the Makefile needs
#   install-packages.sh benchmarks   what `make bench-rpc` needs besides
set -euo pipefail

packages=(
  libnghttp2-dev       # HTTP/2 framing
  libprotobuf-c-dev    # protobuf wire format
  libpq-dev            # PostgreSQL client
  zlib1g-dev           # message compression
  protobuf-compiler    # protoc
  libprotobuf-dev      # the proto files of google.protobuf
  protobuf-c-compiler  # protoc-gen-c
  postgresql           # the private database of `make run` and of the tests
  python3-venv         # the Python gRPC client of the tests; protos of google.rpc
  openssl              # certificates for the interoperability tests
  pkg-config
  tzdata               # time zones of organisations
)
benchmark_packages=(
  nghttp2-client          # h2load and nghttp
  nghttp2-server          # nghttpd
  libgrpc++-dev           # gRPC C++
  protobuf-compiler-grpc  # grpc_cpp_plugin
  g++
)
[ "${1:-}" = benchmarks ] && packages=("${benchmark_packages[@]}")

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "== installing ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Please install as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

# Debian would start a cluster of its own with the package; ours is private.
create_main=/etc/postgresql-common/createcluster.conf
if [ ! -e "$create_main" ]; then
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" | "${as_root[@]}" tee "$create_main" >/dev/null
fi
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
