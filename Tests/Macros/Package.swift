// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// The decorators and their tests, built from the same sources as the package above. A test target
// that names a macro makes SwiftPM build all that any test stands on a second time, for the host:
// there that would be SwiftNIO and BoringSSL, here it is nothing. Scripts/setup/macros.sh lays it out,
// with a link to each target's sources: `make test-macros`.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // The trait of the package above.
    .define("Macros"),
]

func syntax(_ name: String) -> Target.Dependency {
    .product(name: name, package: "swift-syntax")
}

/// A program as it is written outside of the package.
func example(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(name: name, dependencies: ["Farthing"] + dependencies, packageAccess: false)
}

let package = Package(
    name: "farthing",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1")
    ],
    targets: [
        .target(name: "FarthingCore"),
        .target(name: "Farthing", dependencies: ["FarthingCore"]),
        .target(name: "FarthingTesting", dependencies: ["Farthing", "FarthingCore"]),
        .macro(
            name: "FarthingMacrosPlugin",
            dependencies: [
                syntax("SwiftCompilerPlugin"), syntax("SwiftDiagnostics"), syntax("SwiftSyntax"),
                syntax("SwiftSyntaxBuilder"), syntax("SwiftSyntaxMacros"),
            ]
        ),
        .target(name: "FarthingMacros", dependencies: ["Farthing", "FarthingMacrosPlugin"]),
        // Examples/Library, as far as it needs no other package.
        example("Decorators", "FarthingMacros"),
        example("Guards"),
        example("Scopes"),
        example("Scripted", "FarthingTesting"),
        example("Session"),
        example("Streams", "FarthingTesting"),
        .testTarget(
            name: "FarthingMacrosTests",
            dependencies: [
                "Farthing", "FarthingCore", "FarthingMacros", "FarthingMacrosPlugin",
                "FarthingTesting", syntax("SwiftParser"), syntax("SwiftSyntax"),
                syntax("SwiftSyntaxMacroExpansion"), syntax("SwiftSyntaxMacrosGenericTestSupport"),
            ]
        ),
    ]
)

for target in package.targets {
    target.swiftSettings = settings
}
