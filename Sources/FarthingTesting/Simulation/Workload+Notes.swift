import FarthingCore

extension Workload {
    /// What the journal says of itself, one kind after another as time goes by. The book takes any;
    /// whether signatures are right is the seal's matter.
    func logNote() -> LogNote {
        let digits = String(clockMs & 0xFFFF, radix: 16)
        func hex(_ count: Int) -> String {
            digits + String(repeating: "0", count: count - digits.utf8.count)
        }
        switch clockMs & 3 {
        case 0:
            return .keyRotation(
                KeyRotation(
                    from: hex(64),
                    to: hex(64),
                    origin: "farthing/simulation",
                    size: clockMs,
                    head: hex(64),
                    signatures: [hex(128), hex(128)]
                )
            )
        case 1:
            return .keyDelegation(
                KeyDelegation(
                    root: hex(64),
                    to: hex(64),
                    notBeforeMs: clockMs,
                    notAfterMs: clockMs + 1,
                    origin: "farthing/simulation",
                    signatures: [hex(128), hex(128)]
                )
            )
        case 2:
            return .logOrigin(
                OriginChange(
                    from: "farthing/simulation",
                    size: clockMs,
                    head: hex(64),
                    to: "farthing/\(digits)"
                )
            )
        default:
            return .imported(
                ImportedEntry(
                    source: "agentguard-spend",
                    signerFingerprint: hex(16),
                    sequence: clockMs,
                    entryHash: hex(64),
                    previousHash: hex(64),
                    signature: hex(128),
                    decision: Array(#"{"action":"allow","hold":0,"kind":"settle"}"#.utf8)
                )
            )
        }
    }
}
