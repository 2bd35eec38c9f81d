// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// A product of another package. It has a trait, and none may be without: then a program that says
// `traits: []` and uses `Farthing` alone fetches no other package.
func product(_ name: String, _ package: String, trait: String = "Full") -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: [trait]))
}

func syntax(_ name: String) -> Target.Dependency {
    product(name, "swift-syntax", trait: "Macros")
}

let nioCore = product("NIOCore", "swift-nio")
let nioPosix = product("NIOPosix", "swift-nio")
let nioHTTP1 = product("NIOHTTP1", "swift-nio")
let nioSSL = product("NIOSSL", "swift-nio-ssl")
let crypto = product("Crypto", "swift-crypto")
let asyncHTTPClient = product("AsyncHTTPClient", "async-http-client")
let logging = product("Logging", "swift-log")
let grpcCore = product("GRPCCore", "grpc-swift-2")
let grpcPosix = product("GRPCNIOTransportHTTP2Posix", "grpc-swift-nio-transport")
let grpcProtobuf = product("GRPCProtobuf", "grpc-swift-protobuf")
let protobuf = product("SwiftProtobuf", "swift-protobuf")

// Four floors; `make check` proves the arrows. See ARCHITECTURE.md.
let package = Package(
    name: "farthing",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Farthing", targets: ["Farthing"]),
        .library(name: "FarthingLocal", targets: ["FarthingLocal"]),
        .library(name: "FarthingClients", targets: ["FarthingClients"]),
        .library(name: "FarthingMacros", targets: ["FarthingMacros"]),
        .library(name: "FarthingProviders", targets: ["FarthingProviders"]),
        .library(name: "FarthingRemote", targets: ["FarthingRemote"]),
        .library(name: "FarthingTesting", targets: ["FarthingTesting"]),
        .executable(name: "farthing", targets: ["farthing"]),
    ],
    traits: [
        .default(enabledTraits: ["Full"]),
        .trait(
            name: "Full",
            description: "The server, and all libraries that stand on other packages."
        ),
        .trait(name: "Macros", description: "Decorators, FarthingMacros: needs swift-syntax."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // No traits: nothing of it that needs Foundation's files.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Floor 1: values and pure machines.
        .target(name: "FarthingCore"),

        // Floor 2: the shell, policy, providers, receipts, stores; none knows another.
        .target(name: "Farthing", dependencies: ["FarthingCore"]),
        .target(name: "FarthingPolicy", dependencies: ["FarthingCore", product("Yams", "Yams")]),
        .target(name: "CFarthingData"),
        .target(name: "FarthingProviders", dependencies: ["FarthingCore", "CFarthingData"]),
        .target(name: "FarthingReceipts", dependencies: ["FarthingCore", crypto]),
        .target(
            name: "FarthingSQLite",
            dependencies: [
                "FarthingCore",
                product("GRDB", "GRDB.swift"),
                product("GRDBSQLite", "GRDB.swift"),
            ]
        ),
        .target(
            name: "FarthingNotify",
            dependencies: [
                "FarthingCore", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix,
            ]
        ),

        .target(
            name: "FarthingPages",
            dependencies: ["FarthingCore", product("Mustache", "swift-mustache")],
            resources: [.embedInCode("Assets"), .embedInCode("Templates")]
        ),

        // Floor 3: the front doors, and what tests stand on.
        .target(
            name: "FarthingWitness",
            dependencies: [
                "FarthingCore", "FarthingReceipts",
                product("Hummingbird", "hummingbird"),
                product("HummingbirdCore", "hummingbird"),
                product("HummingbirdTLS", "hummingbird"),
                asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL, logging,
            ]
        ),
        .target(
            name: "FarthingGateway",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingProviders",
                nioCore, nioPosix, nioHTTP1, nioSSL, logging,
            ]
        ),
        .target(
            name: "FarthingConsole",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingPages", "FarthingPolicy", "FarthingReceipts",
                product("Hummingbird", "hummingbird"),
                product("HummingbirdCore", "hummingbird"),
                product("HummingbirdTLS", "hummingbird"),
                product("HTTPTypes", "swift-http-types"),
                product("JWTKit", "jwt-kit"),
                asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix, nioSSL, logging,
            ],
            // What Scripts/data/openapi.py makes OpenAPIDocument+Data.swift of.
            exclude: ["OpenAPI/components.json", "OpenAPI/parts"]
        ),
        .target(
            name: "FarthingSidecar",
            dependencies: [
                "Farthing", "FarthingCore",
                grpcCore, grpcPosix, grpcProtobuf, protobuf, crypto, nioCore, nioPosix, nioSSL,
                product("X509", "swift-certificates"),
            ],
            // What Scripts/data/protobuf.sh makes Wire/Generated of.
            exclude: ["Wire/protos", "Wire/Generated/MANIFEST.sha256"]
        ),
        .target(name: "FarthingTesting", dependencies: ["Farthing", "FarthingCore"]),
        .target(
            name: "FarthingScripted",
            dependencies: ["FarthingCore", nioCore, nioPosix, nioHTTP1]
        ),

        .target(
            name: "FarthingRemote",
            dependencies: [
                "Farthing", "FarthingCore", asyncHTTPClient, nioCore, nioHTTP1, nioPosix,
            ]
        ),
        .target(
            name: "FarthingMCP",
            dependencies: [
                "Farthing", "FarthingCore",
                product("Hummingbird", "hummingbird"),
                product("HummingbirdCore", "hummingbird"),
                product("HummingbirdTLS", "hummingbird"),
                product("HTTPTypes", "swift-http-types"),
                asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL, logging,
            ]
        ),
        .target(
            name: "FarthingLocal",
            dependencies: ["Farthing", "FarthingCore", "FarthingReceipts", "FarthingSQLite"]
        ),

        // Tests/Macros tests these two; says why not here.
        .macro(
            name: "FarthingMacrosPlugin",
            dependencies: [
                syntax("SwiftCompilerPlugin"), syntax("SwiftDiagnostics"), syntax("SwiftSyntax"),
                syntax("SwiftSyntaxBuilder"), syntax("SwiftSyntaxMacros"),
            ]
        ),
        .target(name: "FarthingMacros", dependencies: ["Farthing", "FarthingMacrosPlugin"]),

        .target(
            name: "FarthingClients",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingProviders",
                asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix, nioSSL,
            ]
        ),

        // Floor 4: arguments, configuration, wiring.
        .executableTarget(
            name: "farthing",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingPolicy", "FarthingProviders",
                "FarthingReceipts", "FarthingSQLite", "FarthingGateway", "FarthingNotify",
                "FarthingConsole", "FarthingMCP", "FarthingRemote", "FarthingScripted",
                "FarthingSidecar", "FarthingWitness",
                asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioSSL, crypto, logging,
                product("ArgumentParser", "swift-argument-parser"),
                product("Configuration", "swift-configuration"),
            ]
        ),

        // Tools of the house: benchmarks, simulation, fuzzing, crash tests.
        .executableTarget(
            name: "farthing-bench",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingPolicy", "FarthingProviders",
                "FarthingReceipts", "FarthingSQLite", "FarthingSidecar", "FarthingTesting",
                grpcCore, protobuf,
                product("ArgumentParser", "swift-argument-parser"),
            ]
        ),

        .executableTarget(
            name: "farthing-library-probe",
            dependencies: ["Farthing", "FarthingCore", "FarthingRemote"]
        ),

        // Two of Examples/Library, here so that a test of them compiles nothing twice; the others are in
        // Tests/Macros.
        .executableTarget(
            name: "example-client",
            dependencies: ["Farthing", "FarthingClients", "FarthingProviders"],
            path: "Examples/Library/Sources/Client",
            packageAccess: false
        ),
        .executableTarget(
            name: "example-start",
            dependencies: ["Farthing", "FarthingLocal"],
            path: "Examples/Library/Sources/Start",
            packageAccess: false
        ),

        .testTarget(name: "FarthingCoreTests", dependencies: ["FarthingCore"]),
        .testTarget(
            name: "FarthingTests",
            dependencies: ["Farthing", "FarthingCore", "FarthingTesting"]
        ),
        .testTarget(
            name: "FarthingLocalTests",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingLocal", "FarthingReceipts", "FarthingSQLite",
                "FarthingTesting",
            ]
        ),
        .testTarget(
            name: "FarthingRemoteTests",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingGateway", "FarthingProviders",
                "FarthingRemote", "FarthingTesting", nioCore, nioPosix, logging,
            ]
        ),
        .testTarget(
            name: "FarthingMCPTests",
            dependencies: ["Farthing", "FarthingCore", "FarthingMCP", nioCore, nioPosix, logging]
        ),
        .testTarget(
            name: "FarthingClientsTests",
            dependencies: [
                "Farthing", "FarthingClients", "FarthingCore", "FarthingProviders",
                "FarthingScripted", "FarthingTesting", nioCore, nioPosix,
            ]
        ),
        // FarthingConsoleTests: Scripts/setup/console.sh says why not here.
        .testTarget(
            name: "FarthingNotifyTests",
            dependencies: ["FarthingCore", "FarthingNotify"]
        ),
        .testTarget(
            name: "FarthingPagesTests",
            dependencies: ["FarthingCore", "FarthingPages"]
        ),
        .testTarget(
            name: "FarthingPolicyTests",
            dependencies: ["FarthingCore", "FarthingPolicy"]
        ),
        .testTarget(
            name: "FarthingProvidersTests",
            dependencies: ["FarthingCore", "FarthingProviders"]
        ),
        .testTarget(
            name: "FarthingReceiptsTests",
            dependencies: ["FarthingCore", "FarthingReceipts"]
        ),
        .testTarget(
            name: "FarthingWitnessTests",
            dependencies: [
                "FarthingCore", "FarthingReceipts", "FarthingWitness",
                asyncHTTPClient, nioCore, nioHTTP1, nioPosix, logging,
            ]
        ),
        .testTarget(
            name: "FarthingScriptedTests",
            dependencies: ["FarthingCore", "FarthingScripted", nioCore, nioPosix]
        ),
        .testTarget(
            name: "FarthingSidecarTests",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingReceipts", "FarthingSQLite", "FarthingSidecar",
                "FarthingTesting",
                grpcCore, grpcPosix, grpcProtobuf, protobuf, nioCore, nioPosix,
            ]
        ),
        .testTarget(
            name: "FarthingTestingTests",
            dependencies: ["Farthing", "FarthingCore", "FarthingTesting"]
        ),
        .testTarget(
            name: "FarthingSQLiteTests",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingReceipts", "FarthingSQLite", "FarthingTesting",
            ]
        ),
        .testTarget(
            name: "FarthingGatewayTests",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingGateway", "FarthingProviders",
                "FarthingScripted", "FarthingTesting", nioCore, nioPosix, nioHTTP1, logging,
            ]
        ),
    ]
)

for target in package.targets where target.type != .system && target.name != "CFarthingData" {
    target.swiftSettings = settings
}
