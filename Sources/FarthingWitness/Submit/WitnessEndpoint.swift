package import FarthingReceipts

/// A witness that our checkpoints are offered to.
package struct WitnessEndpoint: Sendable {
    /// What our operator calls it.
    package let name: String
    /// Where `add-checkpoint` is.
    package let url: String
    /// What its cosignatures are checked with.
    package let key: NoteKey

    /// - Parameter prefix: the witness's submission prefix, `http` or `https`. Plain `http` will
    ///   do: nothing that is sent is secret, and what comes back is signed.
    package init(name: String, prefix: String, key: NoteKey) throws(LogError) {
        guard key.kind == .cosignature else {
            throw LogError("this is a log's key (kind 1); a witness's is of kind 4")
        }
        let rest =
            ["https://", "http://"].first { prefix.hasPrefix($0) }
            .map { prefix.dropFirst($0.utf8.count) }
        guard let rest, !rest.isEmpty, rest.first != "/",
            prefix.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !prefix.contains("?"), !prefix.contains("#"), !prefix.contains("@")
        else { throw LogError("write its address as https://HOST[:PORT][/PATH]") }
        var prefix = prefix
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.name = name
        self.key = key
        url = prefix + "/add-checkpoint"
    }
}
