import FarthingCore

/// What is wrong with one place of a request, as agent-gov's clients expect it: never what was
/// sent.
struct GovFault: Sendable {
    /// One step on the way to the place.
    enum Step: Hashable, Sendable {
        case name(String)
        case offset(Int)
    }

    /// What programs go by: `missing`, `string_too_long`, …
    var type: String
    /// Where: `body` and a member, or `path` and a name.
    var place: [Step]
    var message: String

    init(_ type: String, _ place: [Step], _ message: String) {
        self.type = type
        self.place = place
        self.message = message
    }

    /// A member of the body.
    init(_ type: String, body member: String, _ message: String) {
        self.init(type, [.name("body"), .name(member)], message)
    }
}

extension ConsoleError {
    /// 422 with every fault.
    static func faulty(_ faults: [GovFault]) -> ConsoleError {
        var error = ConsoleError(422, "invalid", "The request is wrong.")
        var json = JSONWriter(capacity: 256)
        json.beginArray()
        for fault in faults {
            json.beginObject()
            json.key("type")
            json.string(fault.type)
            json.key("loc")
            json.beginArray()
            for step in fault.place {
                switch step {
                case .name(let name): json.string(name)
                case .offset(let offset): json.int(offset)
                }
            }
            json.endArray()
            json.key("msg")
            json.string(fault.message)
            json.endObject()
        }
        json.endArray()
        error.detailJSON = json.bytes
        return error
    }
}
