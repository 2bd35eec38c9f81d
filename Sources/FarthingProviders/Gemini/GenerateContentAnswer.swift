package import FarthingCore

/// What matters of a whole answer: what it cost.
///
/// Tolerant of everything but what it needs: unknown members pass, and a body that cannot be read
/// has no usage, with the reason.
package struct GenerateContentAnswer: ReadAnswer {
    package private(set) var usage: Usage?
    package private(set) var variant: PriceVariant?
    package private(set) var model: String?

    /// Whether the usage contradicts itself; it then is the dearer reading.
    package private(set) var isInconsistent = false

    /// Why there is no usage.
    package private(set) var problem: Problem?

    package enum Problem: Hashable, Sendable {
        /// The body is no JSON object.
        case brokenBody
        /// The body has no usage, or says null.
        case noUsage
        case badUsage(GeminiUsage.Problem)
        /// The usage says that nothing was put out, and there is text.
        case outputUnreported
    }

    package init(_ body: [UInt8], limits: JSONLimits = .standard) {
        guard let document = try? JSONDocument(body, limits: limits),
            document.root.kind == .object
        else {
            problem = .brokenBody
            return
        }
        problem = .noUsage
        let root = document.root
        model = root.member("modelVersion" as StaticString)?.string
        guard let node = root.member("usageMetadata" as StaticString), !node.isNull else { return }
        do throws(GeminiUsage.Problem) {
            let read = try node.withView(GeminiUsage.init)
            variant = read.variant
            isInconsistent = read.isInconsistent
            let showsText = root.withView { root in
                root.candidates.elements.contains { $0.visibleBytes > 0 }
            }
            guard read.usage.totalOutputTokens > 0 || !showsText else {
                problem = .outputUnreported
                return
            }
            usage = read.usage
            problem = nil
        } catch {
            problem = .badUsage(error)
        }
    }
}

extension JSONView {
    /// The candidates of an answer or a chunk, where it has any.
    var candidates: JSONView { member("candidates") ?? self }

    /// Bytes of all that a candidate shows; an image counts as the largest that any model makes.
    var visibleBytes: Int64 {
        guard let parts = member("content")?.member("parts") else {
            return 0
        }
        return parts.elements.reduce(0) { $0 + $1.partBytes }
    }

    private var partBytes: Int64 {
        var bytes: Int64 = 0
        for field in fields {
            if field.name.equals("inlineData") {
                bytes += GeminiStreamState.imageTokens
            } else if !field.name.equals("thoughtSignature") {
                bytes += field.value.stringBytes
            }
        }
        return bytes
    }

    /// Bytes of all texts in a value; the reader has bounded its depth.
    private var stringBytes: Int64 {
        switch kind {
        case .string: Int64(utf8Length)
        case .number: Int64(source.count)
        case .array: elements.reduce(0) { $0 + $1.stringBytes }
        case .object:
            fields.reduce(0) { $0 + Int64($1.name.utf8Length) + $1.value.stringBytes }
        case .null, .bool: 0
        }
    }
}
