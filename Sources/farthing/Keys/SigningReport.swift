import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// The key that seals a journal, and what has led to it, as the journal's entries say.
struct SigningReport {
    private let lineage: LogLineage
    private let beginning: LogBeginning

    init(_ folder: DataFolder) throws {
        let reader = try JournalReader(folder)
        beginning = try LogBeginning(folder, reader)
        guard beginning.name != nil else {
            throw Failure(.unavailable, "\(folder.path): the ledger has no origin")
        }
        let base = try reader.base().flatMap { SegmentHeader($0.line)?.base }
        var lineage = try beginning.lineage(behind: base)
        do {
            try reader.forEach(from: base?.first ?? 0) { try lineage.follow(StoredBatch($0)) }
        } catch let fault as VerificationFault {
            throw Failure(.invalid, "entry \(fault.sequence): \(fault.reason); run farthing verify")
        }
        self.lineage = lineage
    }

    private var name: String { lineage.origin ?? (beginning.name ?? "") }

    /// A key as witnesses and verifiers of C2SP take it.
    private func noteKey(_ key: VerifyingKey, _ name: String) -> String {
        var text = Array("\(name)+\(HexText.of(key.noteID(name: name)))+".utf8)
        Base64.standard.append([1] + key.bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    var lines: [String] {
        var lines: [String] = []
        for key in lineage.roots {
            lines.append("key \(key.hex)")
            lines.append("fingerprint \(key.fingerprint)")
            lines.append("verifier key \(noteKey(key, name))")
        }
        if !lineage.roots.contains(beginning.key) {
            lines.append("verification begins with \(beginning.key.hex)")
        }
        for event in lineage.events { lines.append("entry \(event.sequence): \(event.note.words)") }
        return lines
    }

    var json: [UInt8] {
        AdminAnswer.done { json in
            json.key("first_key")
            json.string(beginning.key.hex)
            json.key("history")
            json.beginArray()
            for event in lineage.events {
                json.beginObject()
                json.key("entry")
                json.int(event.sequence)
                event.note.write(to: &json)
                json.endObject()
            }
            json.endArray()
            json.key("keys")
            json.beginArray()
            for key in lineage.roots {
                json.beginObject()
                json.key("fingerprint")
                json.string(key.fingerprint)
                json.key("key")
                json.string(key.hex)
                json.key("verifier_key")
                json.string(noteKey(key, name))
                json.endObject()
            }
            json.endArray()
            json.key("log")
            json.string(name)
        }
    }
}

extension LogNote {
    /// What it says, in a sentence.
    fileprivate var words: String {
        switch self {
        case .keyRotation(let rotation):
            "\(fingerprint(rotation.from)) handed the journal over to \(fingerprint(rotation.to))"
        case .keyDelegation(let delegation):
            "\(fingerprint(delegation.root)) lets \(fingerprint(delegation.to)) seal until "
                + Shown.time(delegation.notAfterMs)
        case .logOrigin(let change):
            "the log goes on as \(change.to) behind entry \(change.size - 1) of \(change.from)"
        case .imported(let entry): "entry \(entry.sequence) of \(entry.source)"
        case .registry(let change): "version \(change.version) of an item of \(change.collection)"
        }
    }

    private func fingerprint(_ hex: String) -> String {
        (try? VerifyingKey(Array(hex.utf8)))?.fingerprint ?? hex
    }

    /// Members that come behind `entry`.
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .keyRotation(let rotation):
            json.key("from")
            json.string(rotation.from)
            json.key("kind")
            json.string("keyRotation")
            json.key("to")
            json.string(rotation.to)
        case .keyDelegation(let delegation):
            json.key("from")
            json.string(delegation.root)
            json.key("kind")
            json.string("keyDelegation")
            json.key("not_after_ms")
            json.int(delegation.notAfterMs)
            json.key("not_before_ms")
            json.int(delegation.notBeforeMs)
            json.key("to")
            json.string(delegation.to)
        case .logOrigin(let change):
            json.key("from")
            json.string(change.from)
            json.key("kind")
            json.string("logOrigin")
            json.key("to")
            json.string(change.to)
        case .imported, .registry: break
        }
    }
}
