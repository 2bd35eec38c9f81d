import FarthingCore

/// Says whether the server works, to whoever watches it.
package struct HealthRoute: Sendable {
    private let desk: ConsoleDesk
    private let version: String
    private let paces: any PaceDesk
    private let startedAtMs: Int64

    package init(desk: ConsoleDesk, version: String, paces: any PaceDesk) {
        self.desk = desk
        self.paces = paces
        self.version = version
        startedAtMs = desk.clockMs()
    }

    package var routes: [Route] {
        [Route("GET", "/health", .open) { _ in await answer() }]
    }

    private func answer() async -> ConsoleAnswer {
        let isWriting: Bool
        do throws(LedgerError) {
            // Through the writer, which answers nobody while it cannot write.
            _ = try await desk.store.budgets()
            isWriting = true
        } catch {
            isWriting = false
        }
        // Nothing is admitted then either.
        let isDiskLow = desk.store.isDiskLow
        let isWell = isWriting && !isDiskLow
        return .json(isWell ? 200 : 503) { json in
            json.key("status")
            json.string(isWell ? "ok" : "degraded")
            json.key("version")
            json.string(version)
            json.key("ledger")
            json.string(isDiskLow ? "disk_low" : isWriting ? "ok" : "failed")
            json.key("ahead_until_ms")
            json.int(paces.aheadUntilMs)
            json.key("uptime_ms")
            json.int(max(0, desk.clockMs() - startedAtMs))
        }
    }
}
