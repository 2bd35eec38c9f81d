package import FarthingCore

/// What matters of a whole answer of Converse: what it cost.
///
/// Tolerant of everything but what it needs: unknown members pass, and a body that cannot be read
/// has no usage.
package struct ConverseAnswer: ReadAnswer {
    package private(set) var usage: Usage?
    package private(set) var variant: PriceVariant?
    /// Converse does not say which model answered: it is the one that was asked.
    package var model: String? { nil }

    package init(_ body: [UInt8]) {
        guard let root = try? JSONDocument(body).root, root.kind == .object else { return }
        root.withView { root in
            usage = root.member("usage").flatMap(ConverseUsage.init)?.usage
            variant = PriceVariant(converse: root)
        }
    }
}

extension PriceVariant {
    /// How an answer, or the last event of a stream, says that it was processed.
    init?(converse node: JSONView) {
        let latency = node.member("performanceConfig")?.member("latency")
        if latency?.equals("optimized") ?? false {
            self = .fast
        } else {
            self.init(bedrockTier: node.member("serviceTier")?.member("type")?.string)
        }
    }
}
