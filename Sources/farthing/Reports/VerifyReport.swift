import FarthingCore
import FarthingReceipts

/// What a verification found, for programs and for people.
struct VerifyReport {
    let result: JournalCheck.Result
    let place: String
    /// Whose signatures counted.
    let keyNote: String

    var lines: [String] {
        let found = result.verification
        var lines = [result.isWhole ? "whole\(reservation): \(place)" : "NOT WHOLE: \(place)"]
        if let file = result.faultyFile { lines.append("  in the file \(file)") }
        if let fault = found.fault {
            lines.append("  entry \(fault.sequence): \(fault.reason) (\(fault.code.rawValue))")
        }
        if let fault = result.balanceFault {
            lines.append("  entry \(fault.sequence): \(fault.reason) (balance_mismatch)")
        }
        if let missing = result.missing {
            lines.append("  \(missing.reason) (\(missing.rawValue))")
        }
        let beginning = found.first == 0 ? "" : ", from entry \(Shown.grouped(found.first)) on"
        lines.append("  entries   \(Shown.grouped(found.entries - found.first))\(beginning)")
        if found.first > 0 {
            lines.append(
                "  archived  \(Shown.grouped(found.first)) entries before are elsewhere; their "
                    + "seal counts, and no balance was followed from them"
            )
        }
        let until = found.sealedAtMs.map { ", the last at \(Shown.time($0))" } ?? ""
        lines.append(
            "  sealed    \(Shown.grouped(found.sealedEntries)) by \(Shown.grouped(found.seals)) "
                + "seals\(until)"
        )
        if let compared = result.balancesCompared {
            lines.append(
                "  balances  \(Shown.grouped(compared)) compared"
                    + (result.balanceFault == nil ? ", all follow from the entries" : "")
            )
        }
        if let unfollowed = result.unfollowed, found.isWhole {
            lines.append(
                "  balances  not checked from entry \(unfollowed.sequence) on: \(unfollowed.reason)"
            )
        }
        if result.balancesCompared != nil, result.unfollowed == nil {
            lines.append("  held      \(Shown.grouped(result.heldAtEnd)) open holds at the end")
        }
        if found.hasTornLine { lines.append("  note      the file ends in half a line") }
        if let origin = found.origin { lines.append("  log       \(Shown.safe(origin))") }
        lines.append("  head      \(found.head.hex)")
        lines.append("  root      \(found.root.hex)")
        lines.append("  key       \(hasVouched ? keyNote : "none has vouched for anything here")")
        return lines
    }

    /// Whether a given key has signed something that was checked.
    private var hasVouched: Bool { result.verification.vouchedEntries > 0 }

    /// What nobody vouches for in a journal that is whole.
    private var reservation: String {
        let found = result.verification
        guard !found.isSigned, found.unsealedEntries > 0 else { return "" }
        let count = Shown.grouped(found.unsealedEntries)
        let which = found.sealedEntries == 0 ? "any of its \(count)" : "its last \(count)"
        return ", but nobody vouches for \(which) entries"
    }

    var json: [UInt8] {
        let found = result.verification
        var json = JSONWriter(capacity: 1_024)
        Self.begin(
            &json,
            isWhole: result.isWhole,
            sequence: fault?.sequence,
            reason: fault?.code
        )
        if let compared = result.balancesCompared {
            json.key("balances_compared")
            json.int(compared)
        }
        if let unfollowed = result.unfollowed {
            json.key("balances_unchecked_from")
            json.int(unfollowed.sequence)
            json.key("balances_unchecked_why")
            json.string(unfollowed.reason)
        }
        json.key("entries")
        json.int(found.entries)
        if let at = found.expectedHeadAt {
            json.key("expected_head_at")
            json.int(at)
        }
        if let (code, sequence, reason) = fault {
            json.key("fault")
            json.beginObject()
            json.key("code")
            json.string(code)
            if let file = result.faultyFile {
                json.key("file")
                json.string(file)
            }
            json.key("reason")
            json.string(reason)
            json.key("sequence")
            json.int(sequence)
            json.endObject()
        }
        json.key("first")
        json.int(found.first)
        json.key("head")
        json.string(found.head.hex)
        json.key("key")
        if hasVouched { json.string(keyNote) } else { json.null() }
        if result.balancesCompared != nil, result.unfollowed == nil {
            json.key("open_holds")
            json.int(result.heldAtEnd)
        }
        if let origin = found.origin {
            json.key("origin")
            json.string(origin)
        }
        json.key("root")
        json.string(found.root.hex)
        json.key("sealed")
        json.int(found.sealedEntries)
        if let atMs = found.sealedAtMs {
            json.key("sealed_at_ms")
            json.int(atMs)
        }
        json.key("seals")
        json.int(found.seals)
        json.key("torn_line")
        json.bool(found.hasTornLine)
        if !found.isSigned {
            json.key("unsealed")
            json.int(found.unsealedEntries)
        }
        json.endObject()
        return json.bytes
    }

    /// What every answer begins with: whether all is whole, and if not which entry is to blame and
    /// for what, in a word.
    static func begin(
        _ json: inout JSONWriter,
        isWhole: Bool,
        sequence: Int64?,
        reason: String?
    ) {
        json.beginObject()
        json.key("ok")
        json.bool(isWhole)
        json.key("sequence")
        if let sequence { json.int(sequence) } else { json.null() }
        json.key("reason")
        json.string(reason)
    }

    /// The answer where nothing could be read.
    static func unreadable(_ message: String) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        begin(&json, isWhole: false, sequence: nil, reason: "unreadable")
        json.key("code")
        json.int(Int64(Failure.Code.unreadable.rawValue))
        json.key("error")
        json.string(message)
        json.endObject()
        return json.bytes
    }

    private var fault: (code: String, sequence: Int64, reason: String)? {
        // A sum that does not follow is found at its entry, unsealed ones at the end.
        let isBalance = result.balanceFault != nil
        if let fault = result.verification.fault, !isBalance || fault.code != .unsealedEntries {
            return (code: fault.code.rawValue, sequence: fault.sequence, reason: fault.reason)
        }
        if let fault = result.balanceFault {
            return (code: "balance_mismatch", sequence: fault.sequence, reason: fault.reason)
        }
        return result.missing.map {
            (code: $0.rawValue, sequence: result.verification.entries, reason: $0.reason)
        }
    }
}

extension JournalCheck.MissingFault {
    /// The fault in a sentence.
    var reason: String {
        switch self {
        case .entries: "there are fewer entries than --min-entries: the journal's end is missing"
        case .head:
            "no entry has the hash of --expect-head: the end is missing, or it is another log"
        }
    }
}
