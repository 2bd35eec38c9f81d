import Crypto
import FarthingCore
import Synchronization

/// Answers of writes by their `Idempotency-Key`, so that a write that is sent again is done once.
///
/// In memory, for a day; an answer that shows a secret is kept without it.
package final class AnswerMemory: Sendable {
    /// How long an answer is kept.
    package static let keepMs: Int64 = 24 * 3_600_000
    /// The most answers; the oldest goes first.
    package static let countMax = 10_000
    /// The longest answer that is kept; a longer one is no answer of a write.
    private static let bytesMax = 64 << 10

    private struct Kept: Sendable {
        var bodyHash: [UInt8]
        /// Nil while the first request is under way.
        var answer: ConsoleAnswer?
        var atMs: Int64
        var order: Int64
    }

    private struct State: Sendable {
        var kept: [String: Kept] = [:]
        var order: [(name: String, order: Int64)] = []
        var next: Int64 = 0
    }

    private let state = Mutex(State())
    private let clockMs: @Sendable () -> Int64

    package init(clockMs: @escaping @Sendable () -> Int64) { self.clockMs = clockMs }

    /// The routes with their writes done once for each key of a principal.
    package func wrap(_ routes: [Route]) -> [Route] {
        routes.map { route in
            guard route.method == "POST" else { return route }
            return Route(
                route.method,
                route.path,
                route.access,
                style: route.style,
                bodyBytesMax: route.bodyBytesMax
            ) { request in
                try await self.once(request, route.handler)
            }
        }
    }

    private func once(
        _ request: ConsoleRequest,
        _ handler: Route.Handler
    ) async throws -> ConsoleAnswer {
        guard let key = request.field("idempotency-key") else { return try await handler(request) }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw ConsoleError(
                422,
                "invalid",
                "Idempotency-Key must have 1 to 255 visible ASCII characters."
            )
        }
        let name = "\(request.principal?.name ?? "") \(request.path) \(key)"
        let hash = Array(SHA256.hash(data: request.body))
        if let answer = try begin(name, hash) { return answer }
        do {
            let answer = try await handler(request)
            end(name, answer)
            return answer
        } catch {
            // What was refused may be tried again under the same key.
            forget(name)
            throw error
        }
    }

    /// - Returns: the answer of an earlier request; nil where this is the first.
    private func begin(_ name: String, _ hash: [UInt8]) throws -> ConsoleAnswer? {
        let now = clockMs()
        return try state.withLock { state throws -> ConsoleAnswer? in
            if let kept = state.kept[name], now - kept.atMs < Self.keepMs {
                guard kept.bodyHash == hash else {
                    throw ConsoleError(
                        409,
                        "idempotency_key_conflict",
                        "This Idempotency-Key was used for another request; choose a new one."
                    )
                }
                guard let answer = kept.answer else {
                    throw ConsoleError(
                        409,
                        "conflict",
                        "The first request with this Idempotency-Key is still under way."
                    )
                }
                return answer.with("idempotency-replayed", "true")
            }
            state.next += 1
            state.kept[name] = Kept(bodyHash: hash, answer: nil, atMs: now, order: state.next)
            state.order.append((name, state.next))
            if state.order.count > 2 * Self.countMax {
                // Those that were forgotten since: what is refused is tried again under its key.
                let kept = state.kept
                state.order.removeAll { kept[$0.name]?.order != $0.order }
            }
            while state.kept.count > Self.countMax, !state.order.isEmpty {
                let (old, order) = state.order.removeFirst()
                if state.kept[old]?.order == order { state.kept[old] = nil }
            }
            return nil
        }
    }

    private func end(_ name: String, _ answer: ConsoleAnswer) {
        guard case .bytes(let bytes) = answer.body, bytes.count <= Self.bytesMax else {
            return forget(name)
        }
        var answer = answer
        answer.body = .bytes(Self.withoutSecret(bytes))
        state.withLock { $0.kept[name]?.answer = answer }
    }

    private func forget(_ name: String) { state.withLock { $0.kept[name] = nil } }

    /// The same with null where it shows a secret.
    private static func withoutSecret(_ bytes: [UInt8]) -> [UInt8] {
        guard let root = try? JSONDocument(bytes).root, root.kind == .object,
            root.member("secret") != nil
        else { return bytes }
        var json = JSONWriter(capacity: bytes.count)
        json.beginObject()
        for (name, value) in root.members {
            json.key(text: name)
            if name == "secret" { json.null() } else { json.raw(Array(bytes[value.range])) }
        }
        json.endObject()
        return json.bytes
    }
}
