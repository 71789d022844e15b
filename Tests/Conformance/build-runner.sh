#!/usr/bin/env bash
# Builds protobuf's conformance runner from Debian's source package, in .build/conformance. Quick
# when it is there.
#
# The source is that of the installed libprotobuf-dev, which the runner is linked with. apt gets it
# from where it gets Debian's packages, by a copy of its settings that asks for sources instead, and
# with folders of its own: the settings of the machine stay as they are.
set -euo pipefail

cd "$(dirname "$0")/../.."
folder=$PWD/.build/conformance
version=$(dpkg-query -W -f '${source:Version}' libprotobuf-dev)
if [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ]; then exit 0; fi

echo "== building the conformance runner of protobuf $version"
rm -rf "$folder"
mkdir -p "$folder"/apt/{settings,lists,cache/archives}/partial

# The files with Debian's addresses; all files where apt has not yet asked who stands behind them.
mapfile -t files < <(
  apt-get indextargets --format '$(SOURCESENTRY)' 'Created-By: Packages' 'Origin: Debian' |
    sed 's/:[0-9]*$//' | sort -u
)
if [ ${#files[@]} -eq 0 ]; then
  eval "$(apt-config shell list Dir::Etc::SourceList/f parts Dir::Etc::SourceParts/d)"
  mapfile -t files < <(find "$list" "$parts" -name '*.list' -o -name '*.sources' 2>/dev/null)
fi
for file in "${files[@]}"; do
  sed -E '/^deb-src[[:space:]]/d; s/^deb([[:space:]])/deb-src\1/; s/^Types:.*/Types: deb-src/' \
    "$file" >"$folder/apt/settings/$(basename "$file")"
done

apt=(
  apt-get -qq -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$folder/apt/settings"
  -o "Dir::State::Lists=$folder/apt/lists" -o "Dir::Cache=$folder/apt/cache"
  -o APT::Sandbox::User=root
)
"${apt[@]}" update
cd "$folder"
fetch=("${apt[@]}" source --download-only --only-source)
# Of a machine that is behind, Debian no longer has the very revision.
"${fetch[@]}" "protobuf=$version" 2>/dev/null || "${fetch[@]}" protobuf
# What apt has fetched it has checked.
dpkg-source --no-check --extract protobuf_*.dsc source >/dev/null

cd source
mkdir "$folder/generated"
protoc -I src -I conformance --cpp_out="$folder/generated" conformance.proto \
  google/protobuf/test_messages_proto2.proto google/protobuf/test_messages_proto3.proto
# src, because the installed headers leave out one of what the library has.
g++ -std=c++17 -I "$folder/generated" -I conformance -I src -o "$folder/conformance_test_runner" \
  conformance/conformance_test*.cc conformance/*_conformance_suite.cc \
  conformance/third_party/jsoncpp/jsoncpp.cpp "$folder"/generated/{,google/protobuf/}*.cc -lprotobuf
rm -rf "$folder/apt"
echo "$version" >"$folder/version"
