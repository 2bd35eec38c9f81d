package import FarthingCore

/// What matters of an answer with images: what it cost.
package struct ImagesAnswer: ReadAnswer {
    /// Nil when nothing that can be billed by was reported; explicit zeros are a usage.
    package private(set) var usage: Usage?
    /// The model that was asked for: the answer names none.
    package let model: String?

    /// Images have one price beside batches.
    package var variant: PriceVariant? { .standard }

    /// Ten images of the largest size, encoded in base64.
    private static let limits = {
        var limits = JSONLimits()
        limits.bytesMax = 512 << 20
        return limits
    }()

    package init(_ body: [UInt8], model: String) {
        self.model = model
        guard let document = try? JSONDocument(body, limits: Self.limits),
            let node = document.root.member("usage" as StaticString), !node.isNull
        else { return }
        usage = try? ImagesUsage.read(node)
    }
}
