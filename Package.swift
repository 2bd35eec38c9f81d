// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient",
    package: "async-http-client"
)
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

// Four floors; `make check` proves the arrows. See ARCHITECTURE.md.
let package = Package(
    name: "farthing",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Farthing", targets: ["Farthing"]),
        .library(name: "FarthingTesting", targets: ["FarthingTesting"]),
        .executable(name: "farthing", targets: ["farthing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // Floor 1: values and pure machines.
        .target(name: "FarthingCore"),

        // Floor 2: the shell, policy, providers, receipts, stores; none knows another.
        .target(name: "Farthing", dependencies: ["FarthingCore"]),
        .target(name: "FarthingPolicy", dependencies: ["FarthingCore", "Yams"]),
        .target(name: "CFarthingData"),
        .target(name: "FarthingProviders", dependencies: ["FarthingCore", "CFarthingData"]),
        .target(name: "FarthingReceipts", dependencies: ["FarthingCore", crypto]),
        .target(
            name: "FarthingSQLite",
            dependencies: [
                "FarthingCore",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "FarthingNotify",
            dependencies: [
                "FarthingCore", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix,
            ]
        ),

        // Floor 3: the front doors, and what tests stand on.
        .target(
            name: "FarthingWitness",
            dependencies: [
                "FarthingCore", "FarthingReceipts",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
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
        .target(name: "FarthingTesting", dependencies: ["Farthing", "FarthingCore"]),
        .target(
            name: "FarthingScripted",
            dependencies: ["FarthingCore", nioCore, nioPosix, nioHTTP1]
        ),

        // Floor 4: arguments, configuration, wiring.
        .executableTarget(
            name: "farthing",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingPolicy", "FarthingProviders",
                "FarthingReceipts", "FarthingSQLite", "FarthingGateway", "FarthingNotify",
                "FarthingScripted", "FarthingWitness",
                nioCore, nioPosix, nioHTTP1, nioSSL, crypto, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
            ]
        ),

        // Tools of the house: benchmarks, simulation, fuzzing, crash tests.
        .executableTarget(
            name: "farthing-bench",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingPolicy", "FarthingProviders",
                "FarthingReceipts", "FarthingSQLite", "FarthingTesting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .testTarget(name: "FarthingCoreTests", dependencies: ["FarthingCore"]),
        .testTarget(
            name: "FarthingNotifyTests",
            dependencies: ["FarthingCore", "FarthingNotify"]
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
