import FarthingMCP
import Testing

@Suite("Who may ask over HTTP")
struct HTTPGateTests {
    @Test(
        "pages and names of others are refused on loopback",
        arguments: [
            ("127.0.0.1:8487", nil, nil), ("localhost", nil, nil), ("[::1]:8487", nil, nil),
            ("LOCALHOST:1", "http://localhost:5173", nil),
            ("localhost", "https://app.example", nil),
            ("localhost", "http://[::1]:3000", nil),
            ("evil.example", nil, 403), (nil, nil, 403), ("localhost.evil.example", nil, 403),
            ("localhost", "https://evil.example", 403), ("localhost", "null", 403),
            ("localhost", "http://localhost.evil.example", 403),
            ("localhost", "http://localhost@evil.example", 403),
            ("localhost", "http://evil.example/localhost", 403), ("localhost", "", 403),
        ] as [(String?, String?, Int?)]
    )
    func loopback(_ host: String?, _ origin: String?, _ status: Int?) {
        let gate = HTTPGate(isLoopback: true, origins: ["https://app.example"])
        #expect(gate.refusal(host: host, origin: origin, authorization: nil) == status)
    }

    @Test("beyond loopback the host is the operator's matter, and origins must be named")
    func beyond() {
        let gate = HTTPGate(isLoopback: false, origins: ["https://app.example"])
        #expect(gate.refusal(host: "mcp.example", origin: nil, authorization: nil) == nil)
        let page = "https://app.example"
        #expect(gate.refusal(host: "mcp.example", origin: page, authorization: nil) == nil)
        let own = "http://localhost:5173"
        #expect(gate.refusal(host: "mcp.example", origin: own, authorization: nil) == 403)
    }

    @Test(
        "a token is wanted whole",
        arguments: [
            ("Bearer a-token-of-ours", nil), ("bearer a-token-of-ours", nil),
            (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401),
            ("Basic a-token-of-ours", 401),
            ("Bearer a-token-of-our", 401), ("Bearer a-token-of-ours2", 401),
        ] as [(String?, Int?)]
    )
    func token(_ authorization: String?, _ status: Int?) {
        let gate = HTTPGate(isLoopback: true, token: "a-token-of-ours")
        let found = gate.refusal(host: "localhost", origin: nil, authorization: authorization)
        #expect(found == status)
    }
}
