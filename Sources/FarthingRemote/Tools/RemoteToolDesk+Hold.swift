package import Farthing
import FarthingCore

extension RemoteToolDesk {
    package func hold(_ call: ToolCall) async throws(SpendError) -> ToolHold {
        let fields = try call.scope.fields()
        let place = try desk.outbox.reserve()
        do throws(HoldFailure) {
            return try await ask(call, fields, place)
        } catch {
            if let request = error.unanswered {
                await desk.withdraw(request, place, expiresInMs: call.expiresInMs)
            } else {
                desk.outbox.free(place)
            }
            throw error.error
        }
    }

    private func ask(
        _ call: ToolCall,
        _ fields: [RemoteWire.Field],
        _ place: Int
    ) async throws(HoldFailure) -> ToolHold {
        let key = RemoteWire.Field(name: "idempotency-key", value: HoldID.random().description)
        let request = RemoteWire.Request(
            verb: "hold",
            body: Self.body(call),
            fields: fields + [key],
            timeoutMs: desk.options.holdTimeoutMs
        )
        let asked = HoldAsked(request: request, isOwnKey: true)
        var wasSent = false
        let answer: RemoteAnswer
        do throws(WireFailure) {
            answer = try await desk.wire.send(request)
        } catch {
            if case .unsent = error {} else { wasSent = true }
            do throws(WireFailure) {
                answer = try await desk.wire.send(request)
            } catch {
                if case .unsent = error {} else { wasSent = true }
                throw asked.failure(error, mayBeHeld: wasSent)
            }
        }
        // The lost first request has made it.
        if wasSent, answer.code == "call_in_flight", let id = answer.hold {
            return ToolHold(id: id, amountNanos: call.amountNanos, place: place)
        }
        guard answer.isSuccess else { throw asked.failure(answer.toolError(call)) }
        guard let id = answer.member("id")?.string.flatMap({ HoldID($0) }) else {
            throw asked.failure(
                SpendError(.outcomeUnknown, "The server's answer was none to a hold.")
            )
        }
        let isRegistered = answer.member("price") != nil
        return ToolHold(id: id, amountNanos: isRegistered ? nil : call.amountNanos, place: place)
    }

    private static func body(_ call: ToolCall) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("tool")
        json.string(call.tool)
        if let nanos = call.amountNanos {
            json.key("amounts")
            json.beginObject()
            json.key("USD")
            json.int(nanos)
            json.endObject()
        }
        json.key("sent")
        json.bool(true)
        json.key("expires_in_ms")
        json.int(call.expiresInMs)
        json.endObject()
        return json.bytes
    }
}

extension RemoteAnswer {
    /// The server's refusal of a tool's hold; without a price in the body the server misses one for
    /// tools that are not registered.
    fileprivate func toolError(_ call: ToolCall) -> SpendError {
        guard call.amountNanos == nil, code == "missing_required_parameter" else { return error }
        return SpendError(
            .toolNotRegistered,
            "No price is registered for this tool, so that nothing says what it costs."
        )
    }
}
