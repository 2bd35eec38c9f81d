import FarthingCore

/// Dispatch and release: what needs a hold's id and nothing else.
enum CloseCalls {
    /// Says that the call may cost money from now on.
    static func dispatch(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let body = try SpendBody(request.body, .dispatch)
        let id = try SpendCall.owned(body, request, client.loop)
        SpendCall.ask(.dispatch(id), client) { outcome in
            guard case .dispatched(let sequence) = outcome else { return nil }
            return answer(id, "dispatched", sequence)
        }
    }

    /// Gives a hold back.
    static func release(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        let body = try SpendBody(request.body, .release)
        let id = try AllowanceCarve.owned(body, request, loop, mayHold: true)
        let why = try body.text("why") ?? "released by its holder"
        let hasFailed = try body.isTrue("failed")
        SpendCall.ask(.release(id, why: why), client) { outcome in
            guard case .released(let sequence) = outcome else { return nil }
            loop.counters.released += 1
            loop.gateway.leaveTool(of: id, hasFailed ? .failure : .nothing)
            return answer(id, "released", sequence)
        }
    }

    private static func answer(_ id: HoldID, _ word: StaticString, _ sequence: Int64) -> Answer {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("id")
        json.string(id.description)
        json.key(word)
        json.bool(true)
        json.key("receipt")
        json.string(String(sequence))
        json.endObject()
        return Answer(
            status: 200,
            fields: [Answer.Field("x-farthing-hold", id.description)],
            body: json.bytes
        )
    }
}
