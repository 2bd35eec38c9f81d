internal import FarthingReceipts
internal import NIOPosix
internal import Synchronization

/// A witness over HTTP: C2SP tlog-witness `add-checkpoint`, and its figures.
package final class WitnessService: Sendable {
    private let witness: Witness
    /// Requests that wait for the disk, or use it.
    private let open = Mutex(0)

    /// As many as there may be connections; each may have one request.
    private static let openMax = 512

    /// The longest body that a request has.
    package static let bodyBytesMax = WitnessRequest.bytesMax

    package init(_ witness: Witness) { self.witness = witness }

    package func answer(_ request: PublicRequest) async -> PublicAnswer {
        switch request.path {
        case "/add-checkpoint":
            guard request.method == "POST" else { return .onlyFor(methods: "POST") }
            return await judged(request.body)
        case "/metrics":
            guard request.method == "GET" || request.method == "HEAD" else {
                return .onlyFor(methods: "GET, HEAD")
            }
            return PublicAnswer(status: 200, body: [UInt8](witness.counts.text.utf8))
        default: return .refusal(404, "there is only POST /add-checkpoint here")
        }
    }

    private func judged(_ body: [UInt8]) async -> PublicAnswer {
        let hasRoom = open.withLock { open in
            guard open < Self.openMax else { return false }
            open += 1
            return true
        }
        guard hasRoom else { return Self.busy }
        defer { open.withLock { $0 -= 1 } }
        let witness = witness
        do {
            return try await NIOThreadPool.singleton.runIfActive { witness.answer(body) }
        } catch {
            return Self.busy
        }
    }

    private static var busy: PublicAnswer {
        var answer = PublicAnswer.refusal(503, "too many requests at a time")
        answer.retryAfterS = 1
        return answer
    }
}
