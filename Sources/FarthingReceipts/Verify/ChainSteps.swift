/// Where a verifier stands in a chain.
struct ChainPlace {
    var tree = MerkleTree()
    var head = Hash32.zero
    var lastSeal: SealNote?
    var seals: Int64 = 0
    /// Which keys may seal, and the log's name.
    var lineage = LogLineage(trusted: [])
    /// The same before the last seal put a rotation in force.
    var lineageOfSeal = LogLineage(trusted: [])
    /// The entry whose hash is the head that was seen earlier.
    var expectedHeadAt: Int64?
    /// The root over as many entries as a published checkpoint covers.
    var publishedRoot: Hash32?
    /// The first entry's number in a chain that may begin with any.
    var start: Int64 = 0

    /// The next entry's number.
    var next: Int64 { start + tree.size }

    /// The log's name, once something has told it.
    var origin: String? {
        get { lineage.origin }
        set { lineage.origin = newValue }
    }

    mutating func advance(to hash: Hash32, _ terms: ChainVerifier.Terms) {
        if hash == terms.expectedHead { expectedHeadAt = next }
        tree.append(hash)
        head = hash
        if tree.size == terms.publishedSize { publishedRoot = tree.root }
    }

    mutating func advance(over note: SealNote) {
        lineageOfSeal = lineage
        lineage.sealed(note)
        lastSeal = note
        seals += 1
    }
}

/// What has been taken in while signatures wait to be checked together.
struct ChainSteps {
    /// One line that follows from the lines before it, but perhaps for its signature.
    enum Step: Sendable {
        case entry(Hash32)
        // Boxed, so that the many entries without a signature of their own stay small.
        indirect case signed(Hash32, SignatureCheck)
        indirect case seal(SealCheck)
    }

    /// Signatures that wait at most: some hundredths of a second of work.
    private static let checksMax = 1_024
    /// Steps that wait at most.
    private static let stepsMax = 16_384
    /// Signatures in a piece of work.
    private static let pieceChecks = 32

    private(set) var steps: [Step] = []
    private var checks = 0

    var isFull: Bool { checks >= Self.checksMax || steps.count >= Self.stepsMax }

    mutating func append(_ step: Step) {
        steps.append(step)
        if step.hasCheck { checks += 1 }
    }

    mutating func removeAll() {
        steps.removeAll(keepingCapacity: true)
        checks = 0
    }

    /// The first step whose signature does not count.
    func firstInvalid(_ spread: Verifier.Spread) -> Int? {
        let due = steps.indices.filter { steps[$0].hasCheck }
        let pieces = (due.count + Self.pieceChecks - 1) / Self.pieceChecks
        guard pieces > 0 else { return nil }
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: pieces) { found in
            found.initialize(repeating: Int.max)
            // Each piece writes its own element alone, and all have ended when `spread` returns.
            nonisolated(unsafe) let found = found
            let steps = steps
            spread(pieces) { piece in
                let first = piece * Self.pieceChecks
                let part = due[first..<min(first + Self.pieceChecks, due.count)]
                if let index = part.first(where: { !steps[$0].isValid }) { found[piece] = index }
            }
            let first = found.min() ?? Int.max
            return first == Int.max ? nil : first
        }
    }
}

extension ChainSteps.Step {
    var hasCheck: Bool {
        switch self {
        case .entry: false
        case .signed, .seal: true
        }
    }

    fileprivate var isValid: Bool {
        switch self {
        case .entry: true
        case .signed(_, let check): check.fault(sequence: 0) == nil
        case .seal(let check): check.fault(sequence: 0) == nil
        }
    }
}

/// A seal's signature, to be checked now or with others at once.
struct SealCheck: Sendable {
    let seal: SignedSeal
    /// As it is before the seal counts.
    let lineage: LogLineage

    /// What is wrong with it; nil when nothing is.
    func fault(sequence: Int64) -> VerificationFault? { lineage.fault(of: seal, at: sequence) }
}
