#!/usr/bin/env bash
# Installs the Debian packages that building, running and testing need. Quick when all are there;
# asks nothing. Without root it uses sudo; without either it says what to install.
#
#   install-packages.sh              what every target of the Makefile needs
#   install-packages.sh tests        what `make test` needs besides
#   install-packages.sh benchmarks   what `make bench-rpc` and `bench-gamification` need besides
#   install-packages.sh conformance  what `make conformance` needs besides
#
# Debian starts the daemons that it installs, now and whenever the machine starts. Those of the
# tests and benchmarks are kept from it when they are installed here; these start their own, with
# their own files. `systemctl enable --now NAME` makes an ordinary service of one. One that was
# there before is left as it is.
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
  git                  # the protos of the last tag, which the present ones are compared with
  pkg-config
  tzdata               # time zones of organisations
)
benchmark_packages=(
  nghttp2-client          # h2load and nghttp
  nghttp2-server          # nghttpd
  libgrpc++-dev           # gRPC C++
  protobuf-compiler-grpc  # grpc_cpp_plugin
  g++
  redis-server            # a sorted set, which leaderboards are compared with
)
conformance_packages=(
  dpkg-dev  # unpacks source packages
  g++
)
test_packages=(
  nginx          # balancers that the tests put in front of servers
  haproxy
  nghttp2-proxy  # nghttpx
  openssl        # a certificate for the way from a balancer to a server
)
# The services of packages that have one.
declare -A daemons=(
  [nginx]=nginx [haproxy]=haproxy [nghttp2-proxy]=nghttpx [redis-server]=redis-server)
case "${1:-}" in
  tests) packages=("${test_packages[@]}") ;;
  benchmarks) packages=("${benchmark_packages[@]}") ;;
  conformance) packages=("${conformance_packages[@]}") ;;
esac

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

# The policy that is asked before a service is started: not those of the packages that come now.
policy=/usr/sbin/policy-rc.d
kept=$policy.before-laurel
services=()
for package in "${missing[@]}"; do
  [ -n "${daemons[$package]:-}" ] && services+=("${daemons[$package]}")
done
restore_policy() {
  if [ -e "$kept" ]; then
    "${as_root[@]}" mv "$kept" "$policy"
  else
    "${as_root[@]}" rm -f "$policy"
  fi
}
if [ ${#services[@]} -gt 0 ]; then
  trap restore_policy EXIT
  # One of ours is there after a run that was killed.
  if [ -e "$policy" ] && ! grep -q "$kept" "$policy"; then
    "${as_root[@]}" mv "$policy" "$kept"
  fi
  "${as_root[@]}" tee "$policy" >/dev/null <<POLICY
#!/bin/sh
for service in ${services[*]}; do
  [ "\${1%.service}" = "\$service" ] && exit 101
done
[ -x $kept ] && exec $kept "\$@"
exit 0
POLICY
  "${as_root[@]}" chmod 755 "$policy"
fi

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
for service in "${services[@]}"; do
  "${as_root[@]}" update-rc.d "$service" disable >/dev/null 2>&1
done
