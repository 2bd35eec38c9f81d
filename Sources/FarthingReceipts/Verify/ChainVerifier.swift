internal import FarthingCore

/// Where a verifier stands in a chain, and what comes next may look like.
///
/// Faults are looked for in the order of docs/formats/receipts.md; a fault leaves the chain where
/// it was. Signatures are checked at once, or a thousand at a time on several processors.
struct ChainVerifier {
    /// What a caller says of the chain before it is read.
    struct Terms {
        var keys: [VerifyingKey]
        /// A head that was seen earlier.
        var expectedHead: Hash32?
        /// Entries that a published checkpoint covers.
        var publishedSize: Int64?
        /// Takes what agentguard-spend takes.
        var isLenient = false
        var spread: Verifier.Spread?
        var onEntry: Verifier.EntryHook?
    }

    let terms: Terms

    var place: ChainPlace
    var line: StoredLine

    /// Where the first of the waiting steps began.
    var settled: ChainPlace
    private var waiting = ChainSteps()
    /// The signature of the entry that is being looked at, where it waits.
    var current: SignatureCheck?

    init(_ terms: Terms, from place: ChainPlace = ChainPlace()) {
        self.terms = terms
        self.place = place
        if place.lineage.roots.isEmpty { self.place.lineage.roots = terms.keys }
        settled = self.place
        signers = Signers(self.place.lineage.entryKeys)
        line = StoredLine(head: place.head)
    }

    var next: Int64 { place.next }

    /// Whose signatures count for the next entry.
    private(set) var signers: Signers

    /// The name that the next seal must have; nil for any: the only place that is asked.
    var expectedOrigin: String? { place.origin }

    /// Takes in what an entry says of the log's keys or name. Nothing waits then, so that going
    /// back to before a wrong signature never goes back over such an entry.
    mutating func follow(
        _ decision: UnsafeRawBufferPointer
    ) throws(VerificationFault) {
        try settle()
        if let fault = current?.fault(sequence: next) { throw fault }
        current = nil
        guard let root = try? JSONDocument(copying: decision).root else { return }
        try place.lineage.take(root, sequence: next)
        renewSigners()
    }

    /// Puts in force what the last entry or seal has changed.
    mutating func renewSigners() {
        let keys = place.lineage.entryKeys
        if keys != signers.keys { signers = Signers(keys) }
    }

    /// Goes on at a place that others have shown to follow, as the first line of a file does.
    mutating func move(to place: ChainPlace) throws(VerificationFault) {
        try settle()
        self.place = place
        settled = place
        renewSigners()
        line.setPreviousHash(place.head)
    }

    // MARK: Waiting signatures

    /// Checks the signatures that wait; a wrong one leaves the chain before its line.
    mutating func settle() throws(VerificationFault) {
        guard let spread = terms.spread, !waiting.steps.isEmpty else { return }
        defer { waiting.removeAll() }
        guard let wrong = waiting.firstInvalid(spread) else {
            settled = place
            return
        }
        place = settled
        for step in waiting.steps[..<wrong] {
            switch step {
            case .entry(let hash), .signed(let hash, _):
                place.advance(to: hash, terms)
            case .seal(let check): place.advance(over: check.seal.note)
            }
        }
        settled = place
        renewSigners()
        let fault =
            switch waiting.steps[wrong] {
            case .entry: VerificationFault?.none
            case .signed(_, let check): check.fault(sequence: next)
            case .seal(let check): check.fault(sequence: max(0, next - 1))
            }
        if let fault { throw fault }
    }

    /// The fault that counts when `fault` was found, since signatures before it may wait. To be
    /// asked once, by whoever catches what ``take(stored:)`` and its like throw.
    mutating func earliest(_ fault: VerificationFault) -> VerificationFault {
        do throws(VerificationFault) {
            try settle()
        } catch {
            return error
        }
        return current?.fault(sequence: fault.sequence) ?? fault
    }

    // MARK: Going on

    mutating func checkNowOrLater(
        _ check: SignatureCheck,
        _ sequence: Int64
    ) throws(VerificationFault) {
        if terms.spread != nil {
            current = check
        } else if let fault = check.fault(sequence: sequence) {
            throw fault
        }
    }

    func ask(_ decision: JSONNode?) throws(VerificationFault) {
        guard let decision, let reason = terms.onEntry?(next, decision) else { return }
        throw fault(.entryRefused, reason)
    }

    mutating func advance(to hash: Hash32) throws(VerificationFault) {
        place.advance(to: hash, terms)
        line.setPreviousHash(hash)
        guard terms.spread != nil else { return }
        if let current { try wait(.signed(hash, current)) } else { try wait(.entry(hash)) }
    }

    mutating func wait(_ step: ChainSteps.Step) throws(VerificationFault) {
        current = nil
        waiting.append(step)
        if waiting.isFull { try settle() }
    }

    func fault(
        _ code: VerificationFault.Code,
        _ reason: String,
        _ sequence: Int64? = nil
    ) -> VerificationFault {
        VerificationFault(code, sequence: sequence ?? next, reason)
    }
}
