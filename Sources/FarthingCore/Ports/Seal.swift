/// What turns entries into chained, sealed bytes inside a store's own transaction.
///
/// A store owns one seal and calls it from its writer only. The store writes what it is handed and
/// does not look inside; the receipts room knows the format (docs/formats/receipts.md).
public protocol Seal: Sendable {
    /// The log's name, `farthing/` and the ledger's id; kept with the folder and never changed.
    var origin: String { get }

    /// The sequence number that the next entry gets; also the count of entries so far.
    var nextSequence: Int64 { get }

    /// What must stand in the journal before anything else is written, seen from where the seal is
    /// now: nothing, as a rule.
    ///
    /// Asked once when a journal was opened and read.
    ///
    /// - Throws: ``SealError`` where nothing that is written now could be sealed.
    func opening(atMs: Int64) throws(SealError) -> [LogNote]

    /// Chains one entry and appends its stored line, with a line feed at its end, to `lines`.
    ///
    /// - Parameter decision: the entry's canonical JSON object, hashed as it is.
    mutating func append(decision: [UInt8], to lines: inout [UInt8]) throws(SealError)

    /// Signs the tree head over every entry so far.
    ///
    /// - Returns: the seal's bytes, to be stored in the batch's own transaction.
    mutating func seal(atMs: Int64) throws(SealError) -> [UInt8]

    /// What is needed to go on from here: the chain's head and the tree's frontier.
    var state: [UInt8] { get }

    /// Goes on from a ``state``.
    mutating func restore(state: [UInt8]) throws(SealError)

    /// Takes a stored batch in without writing it: checks the chain of its lines and that its seal
    /// signs the tree that they make, and moves on.
    mutating func replay(lines: [UInt8], seal: [UInt8]) throws(SealError)
}

extension Seal {
    /// Nothing.
    public func opening(atMs: Int64) throws(SealError) -> [LogNote] { [] }
}

/// Why entries could not be sealed or a stored batch is not what was sealed.
public struct SealError: Error, Hashable, Sendable {
    /// What went wrong; may be shown to a stranger.
    public let message: String
    /// The entry at which it went wrong, where one is to blame.
    public let sequence: Int64?
    /// Whether the journal is as it should be, and a key is missing that may seal what comes next.
    public let wantsKey: Bool

    /// Makes an error.
    public init(_ message: String, sequence: Int64? = nil, wantsKey: Bool = false) {
        self.message = message
        self.sequence = sequence
        self.wantsKey = wantsKey
    }
}
