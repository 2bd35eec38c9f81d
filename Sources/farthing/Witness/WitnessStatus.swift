import FarthingCore
import FarthingReceipts
import FarthingWitness

/// What a witness's folder says: its key, what it has cosigned, and what it holds as evidence.
struct WitnessStatus {
    private let key: NoteKey
    private let states: [WitnessState]
    private let evidence: [String]

    /// Reads the folder, which a running witness may use meanwhile.
    init(folder: String) throws(LogError) {
        key = try WitnessIdentity(in: folder).key
        states = try WitnessFolder.states(in: folder, of: key)
        evidence = WitnessFolder.evidence(in: folder)
    }

    var text: String {
        var lines = [key.text]
        if states.isEmpty { lines.append("nothing was cosigned yet") }
        for state in states {
            lines.append(
                "\(Shown.safe(state.signed.checkpoint.origin)): \(state.head.size) entries, root "
                    + "\(state.head.root.hex), at \(Shown.time(state.timestampS * 1_000))"
            )
        }
        for place in evidence { lines.append("EVIDENCE of another history: \(Shown.safe(place))") }
        return lines.joined(separator: "\n") + "\n"
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("evidence")
        json.beginArray()
        for place in evidence { json.string(place) }
        json.endArray()
        json.key("logs")
        json.beginArray()
        for state in states {
            json.beginObject()
            json.key("cosigned_at_s")
            json.int(state.timestampS)
            json.key("origin")
            json.string(state.signed.checkpoint.origin)
            json.key("root")
            json.string(state.head.root.hex)
            json.key("size")
            json.int(state.head.size)
            json.endObject()
        }
        json.endArray()
        json.key("vkey")
        json.string(key.text)
        json.endObject()
        return json.bytes
    }
}
