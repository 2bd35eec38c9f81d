import FarthingCore

/// Commitments at hand: the latest ones asked for, in two halves of which the older is dropped whole
/// when the younger is full.
struct SubjectCache {
    /// Subjects in each half: all together take some 30 MB, with the longest values twice that.
    static let halfMax = 32_768

    private var young: [Subject: String] = [:]
    private var old: [Subject: String] = [:]
    private let halfMax: Int

    init(halfMax: Int = SubjectCache.halfMax) {
        self.halfMax = halfMax
    }

    /// The most that are kept.
    var count: Int { young.count + old.count }

    mutating func find(_ subject: Subject) -> String? {
        if let found = young[subject] { return found }
        guard let found = old[subject] else { return nil }
        put(subject, found)
        return found
    }

    mutating func put(_ subject: Subject, _ commitment: String) {
        if young.count >= halfMax {
            old = young
            young = [:]
        }
        young[subject] = commitment
    }

    /// Drops everything; what is asked for again is read again.
    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
