import FarthingCore
import Foundation
import Synchronization

@testable import FarthingConsole

/// Entries, runs and sums of a journal in memory; sums by the hour too.
struct SiteIndex: StatisticsDesk {
    private let statistics: MemoryStatistics
    private let index: MemoryIndex

    init(_ statistics: MemoryStatistics) {
        self.statistics = statistics
        index = MemoryIndex(statistics)
    }

    func calls(in account: AccountKey) async throws -> Int64 {
        try await statistics.calls(in: account)
    }

    func sums(_ question: StatisticsQuestion) async throws -> [StatisticsSum] {
        guard question.isHourly else { return try await statistics.sums(question) }
        var sums: [StatisticsSum] = []
        let lastMs = statistics.entries.last?.atMs ?? 0
        var hourMs = StatisticsKey.hour(of: question.fromMs)
        while hourMs <= lastMs {
            var one = question
            one.isHourly = false
            one.fromMs = hourMs
            one.toMs = hourMs + StatisticsKey.hourMs
            sums += try await statistics.sums(one).map { sum in
                var sum = sum
                sum.hourMs = hourMs
                return sum
            }
            hourMs += StatisticsKey.hourMs
        }
        return sums
    }

    func reasons(prefix: String) async throws -> [String: Int64] {
        try await statistics.reasons(prefix: prefix)
    }

    func runs(_ question: RunsQuestion) async throws -> [RunStatement] {
        try await index.runs(question)
    }

    func run(_ name: String, workspace: String?) async throws -> RunTree? {
        try await index.run(name, workspace: workspace)
    }

    func entries(_ question: EntryQuestion) async throws -> EntryPage {
        let agent = question.terms.first { $0.field == .agent }?.value
        guard let agent, question.terms.contains(where: { $0.value == "pause" }) else {
            return try await index.entries(question)
        }
        // The index in memory knows calls' agents alone.
        let account = "\"agent=\(agent)\""
        let rows = index.rows.reversed().filter { row in
            row.kind == "pause"
                && String(decoding: row.line, as: UTF8.self).contains(account)
        }
        return EntryPage(rows: Array(rows.prefix(question.limit)), next: nil)
    }

    func values(of field: EntryField, after: String?, limit: Int) async throws -> [String] {
        let values = Set(index.rows.compactMap { field == .agent ? $0.agent : nil })
        return Array(
            values.filter { value in after.map { utf8Precedes($0, value) } ?? true }
                .sorted { utf8Precedes($0, $1) }
                .prefix(limit)
        )
    }

    func countedUntil() async throws -> Int64 { Int64(statistics.entries.count) }
}

/// A journal whose proof is that of the vectors, once it is sealed.
final class ProvedJournal: JournalDesk {
    private let isSealed = Mutex(false)

    func seal() { isSealed.withLock { $0 = true } }

    /// A file of the vectors.
    static func vector(_ path: String) throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: tests.appending(path: path)))
    }

    func stored(_ sequence: Int64) async throws -> StoredEntry? { nil }

    func proof(of sequence: Int64) async throws -> [UInt8] {
        guard isSealed.withLock({ $0 }) else {
            throw ConsoleError(503, "not_sealed", "Not yet.")
        }
        return try Self.vector("Vectors/log/hash.tlog-proof")
    }

    func export(_ question: ExportQuestion) async throws -> AsyncStream<[UInt8]> {
        AsyncStream { $0.finish() }
    }

    func log() async throws -> LogStatement {
        LogStatement(
            origin: "farthing/test",
            entries: 1,
            headHash: "aa",
            checkpoint: nil,
            verifierKey: "key",
            publicKey: "00"
        )
    }
}
