package import FarthingCore

/// Which version of the console's policies is in force, or that the policy's file is, and which were
/// before it.
package struct PolicyInForce: Hashable, Sendable {
    /// The collection of the registry, and the id of the one item in it that this is.
    package static let collection = "settings"
    package static let id = "policy"
    /// Stands for the policy's file where versions stand.
    package static let file: Int64 = 0
    /// Versions that are remembered for rolling back.
    private static let beforeMax = 100

    /// The one that is in force; ``file`` for the file.
    package var number: Int64
    /// Those that it was put in the place of, the latest last, the file among them.
    package var before: [Int64]

    package init(number: Int64, before: [Int64] = []) {
        self.number = number
        self.before = before
    }

    /// The version that is in force; nil where the file is.
    package var version: Int64? { number == Self.file ? nil : number }

    /// Reads an item of the registry; nil where it is none of these.
    package init?(_ item: RegistryItem) {
        guard let node = RegistryText.root(of: item), let number = node.member("version")?.int64
        else { return nil }
        self.init(
            number: number,
            before: node.member("before")?.elements.compactMap(\.int64) ?? []
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("before")
            json.beginArray()
            for number in before { json.int(number) }
            json.endArray()
            json.key("version")
            json.int(number)
        }
    }

    /// With another version in its place.
    package func replaced(by number: Int64) -> PolicyInForce {
        PolicyInForce(number: number, before: (before + [self.number]).suffix(Self.beforeMax))
    }

    /// With the one in its place that was before it; nil where there was none.
    package var rolledBack: PolicyInForce? {
        before.last.map { PolicyInForce(number: $0, before: before.dropLast()) }
    }
}
