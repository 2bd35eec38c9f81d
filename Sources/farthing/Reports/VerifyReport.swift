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
        var lines = [result.isWhole ? "whole: \(place)" : "NOT WHOLE: \(place)"]
        if let fault = found.fault {
            lines.append("  entry \(fault.sequence): \(fault.reason) (\(fault.code.rawValue))")
        }
        if let fault = result.balanceFault {
            lines.append("  entry \(fault.sequence): \(fault.reason) (balance_mismatch)")
        }
        if let missing = result.missing {
            lines.append("  \(missing.reason) (\(missing.rawValue))")
        }
        lines.append("  entries   \(Shown.grouped(found.entries))")
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
            lines.append("  held      \(Shown.grouped(result.heldAtEnd)) open holds at the end")
        }
        if found.hasTornLine { lines.append("  note      the file ends in half a line") }
        if let origin = found.origin { lines.append("  log       \(Shown.safe(origin))") }
        lines.append("  head      \(found.head.hex)")
        lines.append("  root      \(found.root.hex)")
        lines.append("  key       \(keyNote)")
        return lines
    }

    var json: [UInt8] {
        let found = result.verification
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        if let compared = result.balancesCompared {
            json.key("balances_compared")
            json.int(compared)
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
            json.key("reason")
            json.string(reason)
            json.key("sequence")
            json.int(sequence)
            json.endObject()
        }
        json.key("head")
        json.string(found.head.hex)
        json.key("key")
        json.string(keyNote)
        json.key("ok")
        json.bool(result.isWhole)
        if result.balancesCompared != nil {
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
        json.endObject()
        return json.bytes
    }

    private var fault: (code: String, sequence: Int64, reason: String)? {
        if let fault = result.verification.fault {
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
