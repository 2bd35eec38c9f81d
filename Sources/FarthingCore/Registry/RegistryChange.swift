/// A change of one item of the registry, as the journal tells it: what people have set up, and who
/// did it.
///
/// A document never has a secret, nor anything from which one can be found out: the journal is shown
/// to auditors, and nothing is ever taken out of it. docs/formats/registry.md gives the members.
public struct RegistryChange: Hashable, Sendable {
    /// The sort of item, 1 to 32 lower-case letters, as `agents`.
    public let collection: String
    /// The item's id within its collection, 1 to 256 bytes of UTF-8 without control characters.
    public let id: String
    /// 1 for an item's first change, and one more with each; goes on after a removal.
    public let version: Int64
    /// The item from now on, an object in canonical JSON of at most ``documentBytesMax`` bytes; nil
    /// where it is removed.
    public let document: [UInt8]?
    /// Who did it, as `admin`, `key:…` or `person:…`; 1 to 256 bytes without control characters.
    public let by: String
    /// Why, in the words of whoever did it; up to ``noteBytesMax`` bytes.
    public let note: String

    /// The longest document: room for any policy that people write, and a journal that stays quick
    /// to read.
    public static let documentBytesMax = 64 << 10
    /// The deepest document, in containers within each other: far below what readers of JSON bear.
    public static let documentDepthMax = 32
    /// The longest id, and the longest name of whoever did it: that of an address of mail.
    public static let idBytesMax = 256
    /// The longest name of a collection.
    public static let collectionBytesMax = 32
    /// The longest note.
    public static let noteBytesMax = 1_024
    /// The versions that there can be: numbers that every reader of JSON can hold.
    public static let versions: ClosedRange<Int64> = 1...1 << 53

    /// - Parameter document: an object in canonical JSON, as ``RegistryDocument`` makes it; of its
    ///   spelling nothing is checked here.
    /// - Throws: where one of them is out of its bounds.
    package init(
        collection: String,
        id: String,
        version: Int64,
        document: [UInt8]?,
        by: String,
        note: String
    ) throws(RegistryFault) {
        try RegistryFault.check(collection: collection)
        try RegistryFault.check(id: id)
        try RegistryFault.check(by: by, note: note)
        guard Self.versions.contains(version) else {
            throw RegistryFault("the version must be from 1 to 2⁵³")
        }
        guard document.map({ $0.count <= Self.documentBytesMax }) ?? true else {
            throw RegistryFault.tooLong
        }
        self.collection = collection
        self.id = id
        self.version = version
        self.document = document
        self.by = by
        self.note = note
    }
}
