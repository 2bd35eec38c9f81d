package import FarthingCore

extension LogLineage {
    /// Whether a decision may say something of the log's keys or name; false for nearly all, by a
    /// look at its bytes alone.
    static func concerns(_ decision: UnsafeRawBufferPointer) -> Bool {
        let mark: StaticString = #""kind":""#
        let length = mark.utf8CodeUnitCount
        var offset = 0
        while let at = decision.quotedKind(from: offset) {
            let next = at + length
            if decision.has("key", at: next) || decision.has("log", at: next) { return true }
            offset = next
        }
        return false
    }

    /// The same where the text of the decision's member `kind` is known to begin at an offset.
    static func concerns(_ decision: UnsafeRawBufferPointer, kind: Int?) -> Bool {
        guard let kind else { return false }
        return decision.has("key", at: kind) || decision.has("log", at: kind)
    }

    /// Whether a delegation is in force as it stands.
    package func follows(_ delegation: KeyDelegation) -> Bool {
        delegates.contains {
            $0.root.hex == delegation.root && $0.key.hex == delegation.to
                && $0.notAfterMs == delegation.notAfterMs
                && $0.notBeforeMs == delegation.notBeforeMs
        }
    }

    /// Whether the entry before a number gave the log its name: nothing has happened under it.
    func isJustRenamed(at size: Int64) -> Bool {
        guard let last = events.last, case .logOrigin = last.note else { return false }
        return last.sequence == size - 1
    }

    // MARK: What is needed to go on in the middle

    /// The entries that have led from the first keys and name to those of now, a line each: its
    /// number, a space, its decision; `pending` in front where it is not in force yet.
    ///
    /// Delegations whose time was over are left out. Empty where nothing was followed.
    package var proof: [UInt8] {
        var text: [UInt8] = []
        for (index, event) in events.enumerated() {
            if case .keyDelegation(let delegation) = event.note {
                let isLatest = !events[(index + 1)...].contains { $0.replaces(delegation) }
                guard follows(delegation), isLatest else { continue }
            }
            var isPending = false
            if case .keyRotation = event.note, pending != nil, index == lastRotation {
                isPending = true
            }
            if isPending { text.append("pending ") }
            appendDecimal(event.sequence, to: &text)
            text.append(UInt8(ascii: " "))
            var json = JSONWriter()
            Entry(atMs: 0, body: .note(event.note)).write(to: &json)
            text += json.bytes
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// The name that a log had before the first entry of a ``proof``; nil where it does not say.
    static func firstOrigin(proof: [UInt8]) -> String? {
        guard let line = proof.split(separator: UInt8(ascii: "\n")).first,
            let start = line.firstIndex(of: UInt8(ascii: "{")),
            let root = try? JSONDocument([UInt8](line[start...])).root,
            let note = root.member("kind")?.string.flatMap({ LogNote(root, kind: $0) })
        else { return nil }
        switch note {
        case .keyRotation(let rotation): return rotation.origin
        case .keyDelegation(let delegation): return delegation.origin
        case .logOrigin(let change): return change.from
        case .imported, .registry: return nil
        }
    }

    /// Goes on where a ``proof`` leads; nil where it does not lead there from the trusted keys.
    package init?(trusted: [VerifyingKey], origin: String?, proof: [UInt8]) {
        self.init(trusted: trusted, origin: origin)
        for line in proof.split(separator: UInt8(ascii: "\n")) {
            var words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)[...]
            guard words.count == 2 else { return nil }
            let isPending = words[0].elementsEqual("pending".utf8)
            if isPending { words = words[1].split(separator: UInt8(ascii: " "), maxSplits: 1)[...] }
            guard words.count == 2, let first = words.first, let last = words.last,
                let sequence = decimal(first),
                let root = try? JSONDocument([UInt8](last)).root,
                let note = root.member("kind")?.string.flatMap({ LogNote(root, kind: $0) }),
                (try? followAgain(note, at: sequence, isPending: isPending)) != nil
            else { return nil }
        }
    }

    private mutating func followAgain(
        _ note: LogNote,
        at sequence: Int64,
        isPending: Bool
    ) throws(VerificationFault) {
        switch note {
        case .keyRotation(let rotation): try stand(at: rotation.size, rotation.head, sequence)
        case .logOrigin(let change): try stand(at: change.size, change.head, sequence)
        case .keyDelegation, .imported, .registry: break
        }
        try follow(note, at: sequence)
        // Whatever follows a rotation within its batch comes before it is in force.
        if case .keyRotation = note, !isPending { putInForce() }
    }

    private var lastRotation: Int? {
        events.lastIndex { event in
            if case .keyRotation = event.note { return true }
            return false
        }
    }
}

extension LogLineage.Event {
    fileprivate func replaces(_ delegation: KeyDelegation) -> Bool {
        guard case .keyDelegation(let other) = note else { return false }
        return other.to == delegation.to && other.root == delegation.root
    }
}

extension UnsafeRawBufferPointer {
    /// Where the next member `kind` with a text begins, at any depth.
    fileprivate func quotedKind(from start: Int) -> Int? {
        let mark: StaticString = #""kind":""#
        let colon = UInt8(ascii: ":")
        var offset = start + 6
        let colons = SIMD32<UInt8>(repeating: colon)
        while offset < count {
            if offset + 32 <= count {
                let chunk = loadUnaligned(fromByteOffset: offset, as: SIMD32<UInt8>.self)
                if !any(chunk .== colons) {
                    offset += 32
                    continue
                }
            }
            let end = Swift.min(offset + 32, count)
            for place in offset..<end where self[place] == colon {
                if has(mark, at: place - 6) { return place - 6 }
            }
            offset = end
        }
        return nil
    }
}
