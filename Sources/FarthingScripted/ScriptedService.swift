import NIOCore
import Synchronization

/// What all connections of one scripted provider share.
final class ScriptedService: Sendable {
    let options: ScriptedOptions
    let bill: Bill
    /// The `created` of every answer: when this provider began, in seconds since 1970.
    let createdSeconds: Int
    private let sequence = Atomic<Int>(0)

    init(options: ScriptedOptions, createdSeconds: Int) {
        self.options = options
        self.createdSeconds = createdSeconds
        bill = Bill(rowsMax: options.billRowsMax)
    }

    /// Reads a chat completion request and settles what its answer will be.
    func plan(_ received: ReceivedRequest) throws(ProviderError) -> CallPlan {
        var request = try ChatRequest(parsing: received.body)
        if let steering = received.steering { request.steer(by: steering) }
        return CallPlan(
            request,
            tag: received.tag,
            sequence: nextSequence(),
            createdSeconds: createdSeconds,
            options: options
        )
    }

    /// The number of the next call, from 1.
    func nextSequence() -> Int { sequence.add(1, ordering: .relaxed).newValue }

    func writeModels(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("{\"object\":\"list\",\"data\":[")
        for (index, model) in Self.models.enumerated() {
            if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            writeModel(model, into: &buffer)
        }
        buffer.writeStaticString("]}")
    }

    /// Writes one model of the list; false when there is none of that name.
    func writeModel(named model: String, into buffer: inout ByteBuffer) -> Bool {
        guard Self.models.contains(model) else { return false }
        writeModel(model, into: &buffer)
        return true
    }

    private func writeModel(_ model: String, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":", model)
        buffer.write(member: ",\"object\":\"model\",\"created\":", createdSeconds)
        buffer.writeStaticString(",\"owned_by\":\"scripted\"}")
    }

    private static let models = [
        "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4-turbo",
        "gpt-3.5-turbo", "gpt-5", "gpt-5-mini", "gpt-5-nano", "o3", "o3-mini", "o4-mini",
    ]
}
