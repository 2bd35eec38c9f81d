// swift-tools-version: 6.2
import PackageDescription

func farthing(_ products: String...) -> [Target.Dependency] {
    products.map { .product(name: $0, package: "farthing") }
}

// Small programs that spend nothing: `swift run Start`, and so on. Those that only Decorators and
// Client need are a part of the build too, so that the first one takes minutes.
let package = Package(
    name: "farthing-examples",
    platforms: [.macOS(.v26)],
    dependencies: [
        // A program of your own has here: url: "…", from: "…", traits: [.defaults, "Macros"], or no
        // traits where it uses no decorators.
        .package(name: "farthing", path: "../..", traits: [.defaults, "Macros"])
    ],
    targets: [
        .executableTarget(name: "Start", dependencies: farthing("Farthing", "FarthingLocal")),
        .executableTarget(name: "Session", dependencies: farthing("Farthing")),
        .executableTarget(name: "Scopes", dependencies: farthing("Farthing")),
        .executableTarget(name: "Guards", dependencies: farthing("Farthing")),
        .executableTarget(
            name: "Decorators",
            dependencies: farthing("Farthing", "FarthingMacros")
        ),
        .executableTarget(name: "Streams", dependencies: farthing("Farthing", "FarthingTesting")),
        .executableTarget(name: "Scripted", dependencies: farthing("Farthing", "FarthingTesting")),
        .executableTarget(
            name: "Client",
            dependencies: farthing("Farthing", "FarthingClients", "FarthingProviders")
        ),
    ],
    swiftLanguageModes: [.v6]
)
