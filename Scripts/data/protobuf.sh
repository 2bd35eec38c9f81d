#!/usr/bin/env bash
# Makes Sources/FarthingSidecar/Wire/Generated of Wire/protos.
#
# protobuf.sh          makes the files anew and notes their hashes in MANIFEST.sha256 beside them
# protobuf.sh --check  says whether protos and files are those of the manifest; builds nothing
#
# Needs protoc 3.21 or later (Debian and Ubuntu: apt-get install protobuf-compiler; macOS:
# brew install protobuf). The two plugins are built of their packages in .build/protobuf, the first
# time in some minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."

protobuf_version=1.39.0
grpc_version=2.4.1
wire=Sources/FarthingSidecar/Wire
protos=(sg_common.proto sg_adapter.proto)
made=(sg_common.pb.swift sg_adapter.pb.swift sg_adapter.grpc.swift)
manifest=Generated/MANIFEST.sha256

if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi

listed() {
    local files=()
    for name in "${protos[@]}"; do files+=("protos/$name"); done
    for name in "${made[@]}"; do files+=("Generated/$name"); done
    printf '# swift-protobuf %s, grpc-swift-protobuf %s; made by Scripts/data/protobuf.sh\n' \
        "$protobuf_version" "$grpc_version"
    (cd "$wire" && "${sum[@]}" "${files[@]}")
}

if [[ ${1:-} == --check ]]; then
    if ! difference=$(diff <(listed) "$wire/$manifest"); then
        echo "The generated protobuf code is not that of its protos; run Scripts/data/protobuf.sh." >&2
        echo "$difference" >&2
        exit 1
    fi
    exit 0
fi
[[ $# -eq 0 ]] || { echo "usage: protobuf.sh [--check]" >&2; exit 64; }

if ! command -v protoc >/dev/null; then
    echo "protoc is missing: apt-get install protobuf-compiler, or brew install protobuf." >&2
    exit 69
fi

tools=.build/protobuf
mkdir -p "$tools/Sources/generators" "$tools/out"
cat >"$tools/Package.swift" <<PACKAGE
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "generators",
    dependencies: [
        .package(
            url: "https://github.com/apple/swift-protobuf",
            exact: "$protobuf_version",
            traits: []
        ),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", exact: "$grpc_version"),
    ],
    targets: [
        .executableTarget(
            name: "generators",
            dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")]
        )
    ]
)
PACKAGE
echo 'print("Only the plugins of its dependencies are wanted.")' \
    >"$tools/Sources/generators/main.swift"

for plugin in protoc-gen-swift protoc-gen-grpc-swift-2; do
    swift build --package-path "$tools" --product "$plugin"
done
bin=$(swift build --package-path "$tools" --show-bin-path)

options=Visibility=Package,UseAccessLevelOnImports=true,FileNaming=DropPath
rm -f "$tools"/out/*
protoc --proto_path="$wire/protos" \
    --plugin=protoc-gen-swift="$bin/protoc-gen-swift" \
    --plugin=protoc-gen-grpc-swift="$bin/protoc-gen-grpc-swift-2" \
    --swift_out="$options:$tools/out" \
    --grpc-swift_out="$options,Client=false:$tools/out" \
    "${protos[@]}"

# Of a file without a service the second plugin makes nothing that is of use.
for name in "${made[@]}"; do cp "$tools/out/$name" "$wire/Generated/$name"; done
listed >"$wire/$manifest"
