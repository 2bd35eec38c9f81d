/// What is to become of one item of the registry.
package struct RegistryEdit: Hashable, Sendable {
    /// What the item must be for the edit to be made.
    package enum Expectation: Hashable, Sendable {
        /// Whatever it is.
        case any
        /// Not there: it never was, or is removed.
        case absent
        /// There, in this version.
        case version(Int64)
    }

    /// The sort of item, 1 to 32 lower-case letters.
    package var collection: String
    /// The item's id within its collection, 1 to 256 bytes of UTF-8 without control characters.
    package var id: String
    /// The item from now on, an object in JSON, which is stored in its canonical spelling; nil
    /// removes the item. It must have no secret.
    package var document: [UInt8]?
    /// What the item must be by then; else nothing of the whole submission is done.
    package var expects: Expectation

    /// - Parameter document: integers only, at most ``RegistryChange/documentBytesMax`` bytes and
    ///   ``RegistryChange/documentDepthMax`` containers within each other.
    package init(
        collection: String,
        id: String,
        document: [UInt8]?,
        expects: Expectation = .any
    ) {
        self.collection = collection
        self.id = id
        self.document = document
        self.expects = expects
    }
}
