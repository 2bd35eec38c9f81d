import FarthingCore
import Synchronization

@testable import FarthingConsole

/// What a policy's author needs, without prices and without a journal: a text is a policy where it
/// begins as one, and questions are remembered.
final class MemoryPolicyTools: PolicyToolDesk {
    private struct State: Sendable {
        var warning: String?
        var error: String?
        var questions: [PolicyQuestion] = []
        var policies: [PolicyText] = []
        var rangeMs: Range<Int64>?
    }

    /// The policy's file.
    static let fileText = "version: 1\nid: file\nunmatched: allow\n"

    private let state = Mutex(State())
    /// Called within a backtest.
    private let whileTesting: @Sendable () async -> Void

    init(whileTesting: @escaping @Sendable () async -> Void = {}) {
        self.whileTesting = whileTesting
    }

    func set(warning: String) { state.withLock { $0.warning = warning } }
    func set(error: String?) { state.withLock { $0.error = error } }

    /// The policies that were asked about, in order.
    var policies: [String] {
        state.withLock { $0.policies.map { String(decoding: $0.bytes, as: UTF8.self) } }
    }
    var questions: [PolicyQuestion] { state.withLock(\.questions) }
    var rangeMs: Range<Int64>? { state.withLock(\.rangeMs) }

    func file() async throws -> PolicyText { PolicyText(Array(Self.fileText.utf8), .yaml) }

    func review(_ policy: PolicyText) async throws -> PolicyReview {
        note(policy)
        let (warning, error) = state.withLock { ($0.warning, $0.error) }
        let faults = try await faults(in: policy)
        if !faults.isEmpty { return PolicyReview(findings: faults) }
        let lines = String(decoding: policy.bytes, as: UTF8.self).split(separator: "\n")
        var findings: [PolicyReview.Finding] = []
        if let error { findings.append(Self.finding(error, isError: true)) }
        if let warning { findings.append(Self.finding(warning, isError: false)) }
        return PolicyReview(
            hash: "hash of \(policy.bytes.count)",
            id: lines.first { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) } ?? "policy",
            budgets: lines.count { $0.hasPrefix("  - ") },
            findings: findings
        )
    }

    func faults(in policy: PolicyText) async throws -> [PolicyReview.Finding] {
        let text = String(decoding: policy.bytes, as: UTF8.self)
        guard !text.hasPrefix("version: 1") || text.contains("window: dy") else { return [] }
        return [
            PolicyReview.Finding(
                isError: true,
                code: "syntax",
                path: "budgets[0].window",
                line: 3,
                column: 40,
                message: "unknown window"
            )
        ]
    }

    func diff(_ old: PolicyText, _ new: PolicyText) async throws -> [UInt8] {
        note(old)
        note(new)
        return Array(#"{"verdict":"same"}"#.utf8)
    }

    func backtest(_ policy: PolicyText, rangeMs: Range<Int64>) async throws -> [UInt8] {
        note(policy)
        state.withLock { $0.rangeMs = rangeMs }
        await whileTesting()
        return Array(#"{"entries":7}"#.utf8)
    }

    func explain(_ policy: PolicyText, _ question: PolicyQuestion) async throws -> [UInt8] {
        note(policy)
        state.withLock { $0.questions.append(question) }
        return Array(#"{"decision":"allow"}"#.utf8)
    }

    private func note(_ policy: PolicyText) { state.withLock { $0.policies.append(policy) } }

    private static func finding(_ message: String, isError: Bool) -> PolicyReview.Finding {
        PolicyReview.Finding(
            isError: isError,
            code: "x",
            path: "budgets[0]",
            line: 3,
            column: 5,
            message: message
        )
    }
}
