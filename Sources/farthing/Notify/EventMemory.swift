import FarthingCore
import FarthingNotify

/// What must outlive a restart, so that no event is lost and few are told twice.
struct EventMemory: Sendable {
    /// Where the ledger keeps it.
    static let folderValue = "events"

    var exhaustion: ExhaustionLog
    /// By the endpoint's name.
    var cursors: [String: EventPlace] = [:]

    /// What was kept, as far as it fits the journal; where nothing was, the journal's end.
    ///
    /// - Parameter count: how many entries the journal has.
    init(_ stored: [UInt8]?, count: Int64) {
        exhaustion = ExhaustionLog(next: count)
        guard let stored, let root = try? JSONDocument(stored).root,
            let kept = root.member("exhaustion").flatMap({ ExhaustionLog($0) }),
            // A journal that was put back to an earlier state has other entries there now.
            kept.next <= count
        else { return }
        exhaustion = kept
        guard let endpoints = root.member("endpoints") else { return }
        for (name, place) in endpoints.members {
            guard let text = place.string, let cursor = EventPlace(text),
                cursor.sequence <= count
            else { continue }
            cursors[name] = cursor
        }
    }

    /// The first entry that somebody may still have to be told of.
    var first: Int64 { min(cursors.values.map(\.sequence).min() ?? Int64.max, exhaustion.next) }

    var json: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("endpoints")
        json.beginObject()
        for (name, place) in cursors.sorted(by: { $0.key < $1.key }) {
            json.key(text: name)
            json.string(place.text)
        }
        json.endObject()
        json.key("exhaustion")
        exhaustion.write(to: &json)
        json.endObject()
        return json.bytes
    }
}
