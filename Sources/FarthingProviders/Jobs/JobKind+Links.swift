import FarthingCore

extension JobKind {
    /// The change that makes a link inside a job's state lead to this gateway, since an SDK follows it
    /// with the key that it has; nil where there is none.
    ///
    /// Anthropic tells a batch's results as a whole URL, `results_url`.
    ///
    /// - Parameter base: what stands before the provider's own paths here: `http://host/anthropic`.
    package func relink(_ body: [UInt8], to base: String) -> Splice? {
        guard self == .anthropicBatch, let root = (try? JSONDocument(body))?.root,
            root.kind == .object,
            let link = root.member("results_url" as StaticString), link.kind == .string,
            let id = root.member("id" as StaticString)?.string, PlainName.isSegment(id.utf8)
        else { return nil }
        return Splice(link.range, Array("\"\(base)\(statusTarget(id))/results\"".utf8))
    }
}
