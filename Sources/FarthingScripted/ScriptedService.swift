import NIOCore
import Synchronization

/// What all connections of one scripted provider share.
final class ScriptedService: Sendable {
    let options: ScriptedOptions
    let bill: Bill
    let jobs = JobStore()
    /// The `created` of every answer: when this provider began, in seconds since 1970.
    let createdSeconds: Int
    private let sequence = Atomic<Int>(0)

    init(options: ScriptedOptions, createdSeconds: Int) {
        self.options = options
        self.createdSeconds = createdSeconds
        bill = Bill(rowsMax: options.billRowsMax)
    }

    /// Settles what the answer to a request will be; the header's steering wins.
    func plan(
        _ asked: AskedAnswer,
        in form: any AnswerForm,
        for received: ReceivedRequest
    ) -> CallPlan {
        var asked = asked
        asked.steer(by: received.steering)
        return plan(asked, in: form, tag: received.tag)
    }

    /// The same for a line of a batch.
    func plan(_ asked: AskedAnswer, in form: any AnswerForm, tag: String) -> CallPlan {
        CallPlan(
            asked,
            in: form,
            tag: tag,
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
