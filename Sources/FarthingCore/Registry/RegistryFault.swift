/// What is wrong with an item of the registry; its message may be shown to a stranger.
package struct RegistryFault: Error, Hashable, Sendable {
    /// What is wrong, without what was given.
    package let message: String

    init(_ message: String) {
        self.message = message
    }

    /// A document is longer than ``RegistryChange/documentBytesMax``.
    static let tooLong = RegistryFault(
        "the document is longer than \(RegistryChange.documentBytesMax) bytes"
    )

    /// Fails for a name that no collection has.
    package static func check(collection: String) throws(RegistryFault) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard (1...RegistryChange.collectionBytesMax).contains(collection.utf8.count),
            collection.utf8.allSatisfy(letters.contains)
        else {
            throw RegistryFault(
                "the collection must be 1 to \(RegistryChange.collectionBytesMax) lower-case letters"
            )
        }
    }

    /// Fails for an id that no item has.
    package static func check(id: String) throws(RegistryFault) {
        guard isName(id) else {
            throw RegistryFault(
                "the id must have 1 to \(RegistryChange.idBytesMax) bytes and no control characters"
            )
        }
    }

    /// Fails for who did it, or why, where one is too long or who is nobody.
    package static func check(by: String, note: String) throws(RegistryFault) {
        guard isName(by) else {
            throw RegistryFault(
                "who changes it must have 1 to \(RegistryChange.idBytesMax) bytes and no control "
                    + "characters"
            )
        }
        guard note.utf8.count <= RegistryChange.noteBytesMax else {
            throw RegistryFault("the note is longer than \(RegistryChange.noteBytesMax) bytes")
        }
    }

    /// C0, DEL and C1 are what Unicode calls control characters.
    private static func isName(_ text: String) -> Bool {
        (1...RegistryChange.idBytesMax).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) }
    }
}
