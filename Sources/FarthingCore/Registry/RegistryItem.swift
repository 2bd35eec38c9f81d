/// One item of the registry as it stands.
package struct RegistryItem: Hashable, Sendable {
    /// The sort of item, as `agents`.
    package let collection: String
    /// The item's id within its collection.
    package let id: String
    /// How often it was changed, removals included: 1 and up.
    package let version: Int64
    /// An object in canonical JSON, at most ``RegistryChange/documentBytesMax`` bytes; nil only
    /// where an edit has just removed the item.
    package let document: [UInt8]?
    /// When it was changed last, in milliseconds UTC.
    package let changedAtMs: Int64
    /// The number of the journal's entry that tells of it.
    package let sequence: Int64

    package init(
        collection: String,
        id: String,
        version: Int64,
        document: [UInt8]?,
        changedAtMs: Int64,
        sequence: Int64
    ) {
        self.collection = collection
        self.id = id
        self.version = version
        self.document = document
        self.changedAtMs = changedAtMs
        self.sequence = sequence
    }
}
