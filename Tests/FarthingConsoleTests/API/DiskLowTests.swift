import Testing

@testable import FarthingConsole

@Suite("a disk that is full")
struct DiskLowTests {
    private static func answer(_ error: ConsoleError, isDiskLow: Bool) async -> ConsoleAnswer {
        let route = Route("GET", "/v1/agents", .open, style: .problem) { _ in throw error }
        let site = ConsoleSite(
            routes: [route],
            access: Nobody(),
            errorPage: { error, _ in .page(error.status, []) },
            isDiskLow: { isDiskLow },
            clockMs: { 0 }
        )
        return await site.answer(ConsoleRequest(method: "GET", path: "/v1/agents"), of: route)
    }

    @Test(
        "whatever cannot be read or written then says that it is the disk",
        arguments: ["ledger_unavailable", "statistics_behind"]
    )
    func named(_ code: String) async {
        let error = ConsoleError(503, code, "It fails.")
        let low = await Self.answer(error, isDiskLow: true)
        #expect(low.status == 503 && low.text.contains(#""code":"disk_low""#))
        #expect(low.text.contains("archive"))
        #expect(await Self.answer(error, isDiskLow: false).text.contains(code))
    }

    @Test("what has another reason keeps it")
    func others() async {
        for error in [
            ConsoleError(503, "outcome_unknown", ""), ConsoleError(404, "not_found", ""),
        ] {
            let answer = await Self.answer(error, isDiskLow: true)
            #expect(answer.status == error.status && answer.text.contains(error.code))
        }
    }

    private struct Nobody: AccessDesk {
        func principal(of request: ConsoleRequest) throws -> Principal? { nil }
    }
}
