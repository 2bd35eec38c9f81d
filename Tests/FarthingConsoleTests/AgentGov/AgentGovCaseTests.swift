import Testing

@testable import FarthingConsole

@Suite("agent-gov: the cases of its own answers, and of those it should give")
struct AgentGovCaseTests {
    @Test(
        "every case of a file holds over a socket",
        arguments: [
            ("http_cases.json", true), ("more_cases.json", true),
            ("hardening_cases.json", false), ("more_hardening_cases.json", false),
        ]
    )
    func holds(_ name: String, _ isCompatible: Bool) async throws {
        let file = AgentGovCases(name: name, isCompatible: isCompatible)
        let shared = try await AgentGovServer(try await AgentGovRig(isCompatible: isCompatible))
        let cases = try file.all()
        #expect(cases.count >= 12)
        for one in cases {
            do {
                try await file.run(one, shared)
            } catch {
                Issue.record("\(name), \(one["id"] ?? ""): \(error)")
            }
        }
        try await shared.stop()
    }

    @Test(
        "a body that is too long is refused in agent-gov's words, and the next request is answered"
    )
    func tooLong() async throws {
        let server = try await AgentGovServer(try await AgentGovRig(isCompatible: true))
        let name = String(repeating: "x", count: AgentGovRoutes.bodyBytesMax)
        let body = #"{"name":"\#(name)","daily_budget":1}"#
        let long = try await server.send([
            "method": "POST", "path": "/agents/register", "raw": body,
        ])
        #expect(long.status == 413)
        #expect((long.json as? [String: Any])?["detail"] is String)
        let next = try await server.send(["method": "GET", "path": "/"])
        #expect(next.status == 200)
        try await server.stop()
    }
}
