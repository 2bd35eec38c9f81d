import AsyncHTTPClient
import FarthingCore
import FarthingTesting
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import FarthingConsole

/// The cases of a file in Tests/Vectors/agent_gov, driven over a socket.
struct AgentGovCases {
    /// What a step has not found as it should be.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Paths that other parts of the console serve, whose cases are run elsewhere.
    private static let foreign = ["/dashboard", "/docs", "/openapi.json", "/v1/", "/health"]

    let name: String
    let isCompatible: Bool

    /// The cases that look at nothing but agent-gov's own API.
    func all() throws -> [[String: Any]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../Vectors/agent_gov/\(name)").standardizedFileURL
        let document = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
        let cases = (document as? [String: Any])?["cases"] as? [[String: Any]]
        return try #require(cases).filter { one in
            !Self.steps(of: one).contains { step in
                let path = (step["request"] as? [String: Any])?["path"] as? String ?? ""
                return Self.foreign.contains { path.hasPrefix($0) }
            }
        }
    }

    private static func steps(of one: [String: Any]) -> [[String: Any]] {
        one["steps"] as? [[String: Any]] ?? []
    }

    /// Runs a case.
    ///
    /// - Parameter shared: the server of cases that want none of their own.
    func run(_ one: [String: Any], _ shared: AgentGovServer) async throws {
        let needs = one["needs"] as? [String] ?? []
        var server = shared
        if !needs.isEmpty {
            server = try await AgentGovServer(try await AgentGovRig(isCompatible: isCompatible))
        }
        var captures: [String: Any] = ["uid": RandomText.hex(bytes: 4)]
        var failure: (any Error)?
        do {
            for (index, step) in Self.steps(of: one).enumerated() {
                if let clock = step["clock"] as? String { try server.setClock(clock) }
                if step["restart"] as? Bool == true { server = try await server.restarted() }
                guard step["request"] != nil else { continue }
                do {
                    try await take(step, server, &captures)
                } catch let error as Failure {
                    throw Failure(description: "step \(index + 1): \(error.description)")
                }
            }
        } catch {
            failure = error
        }
        if !needs.isEmpty { try await server.stop() }
        if let failure { throw failure }
    }

    private func take(
        _ step: [String: Any],
        _ server: AgentGovServer,
        _ captures: inout [String: Any]
    ) async throws {
        let request = Expectation.filled(step["request"] ?? [:], captures) as? [String: Any] ?? [:]
        let expected = Expectation.filled(step["expect"] ?? [:], captures) as? [String: Any] ?? [:]
        if let times = step["parallel"] as? Int {
            let counts = try await server.send(request, times: times)
            let wanted = expected["status_counts"] as? [String: Int] ?? [:]
            guard counts == wanted else {
                throw Failure(description: "\(counts) where \(wanted) was expected")
            }
            return
        }
        let answer = try await server.send(request)
        let differences = answer.differences(expected)
        guard differences.isEmpty else {
            throw Failure(description: differences.joined(separator: "; "))
        }
        for (name, pointer) in step["capture"] as? [String: String] ?? [:] {
            guard let value = Expectation.value(at: pointer, in: answer.json) else {
                throw Failure(description: "nothing at \(pointer)")
            }
            captures[name] = value
        }
    }
}

/// A server of agent-gov's API on a socket.
struct AgentGovServer {
    let rig: AgentGovRig
    private let server: ConsoleServer
    private let client: HTTPClient

    /// What was answered.
    struct Answer {
        var status: Int
        var headers: [String: String]
        var text: String
        var json: Any? {
            try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        }

        /// Where it is not as a step expects.
        func differences(_ expected: [String: Any]) -> [String] {
            var found: [String] = []
            let wanted = expected["status"] as? Int
            let statuses = expected["status_in"] as? [Int] ?? (wanted.map { [$0] } ?? [])
            if !statuses.isEmpty, !statuses.contains(status) {
                found.append("status \(status), not \(statuses): \(text.prefix(300))")
            }
            if let json = expected["json"] { found += Expectation.differences(json, self.json) }
            for (name, wanted) in expected["headers"] as? [String: Any] ?? [:] {
                found += Expectation.differences(wanted, headers[name])
            }
            for part in expected["body_has"] as? [String] ?? [] where !text.contains(part) {
                found.append("lacks \(part)")
            }
            for part in expected["body_lacks"] as? [String] ?? [] where text.contains(part) {
                found.append("has \(part)")
            }
            return found
        }
    }

    init(_ rig: AgentGovRig, client: HTTPClient = HTTPClient()) async throws {
        self.rig = rig
        self.client = client
        server = try await ConsoleServer.start(
            ConsoleServer.Options(host: "127.0.0.1", port: 0),
            rig.site,
            logger: Logger(label: "test")
        )
    }

    func stop() async throws {
        await server.stop()
        try await client.shutdown()
    }

    /// The same store behind a new server.
    func restarted() async throws -> AgentGovServer {
        await server.stop()
        return try await AgentGovServer(try await rig.restarted(), client: client)
    }

    /// Puts the clock to `@YYYY-MM-DD hh:mm:ss`, UTC.
    func setClock(_ text: String) throws {
        let time = text.dropFirst().replacing(" ", with: "T") + ".000Z"
        rig.memory.clock.set(toMs: try #require(parseTimestamp(time.utf8)))
    }

    /// Sends one request of a case.
    func send(_ wanted: [String: Any]) async throws -> Answer {
        let path = wanted["path"] as? String ?? "/"
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
        request.method = HTTPMethod(rawValue: wanted["method"] as? String ?? "GET")
        var fields: [String: Any] = ["content-type": "application/json"]
        if !rig.isCompatible { fields["authorization"] = "Bearer \(rig.adminToken)" }
        for (name, value) in wanted["headers"] as? [String: Any] ?? [:] { fields[name] = value }
        for (name, value) in fields {
            if let value = value as? String { request.headers.add(name: name, value: value) }
        }
        if let raw = wanted["raw"] as? String {
            request.body = .bytes(ByteBuffer(string: raw))
        } else if let json = wanted["json"] {
            let data = try JSONSerialization.data(withJSONObject: json)
            request.body = .bytes(ByteBuffer(bytes: Array(data)))
        }
        let response = try await client.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 4 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
            text: String(buffer: body)
        )
    }

    /// Sends a request many times at once; how often each status came.
    func send(_ wanted: [String: Any], times: Int) async throws -> [String: Int] {
        let data = try JSONSerialization.data(withJSONObject: wanted)
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<times {
                group.addTask {
                    let wanted = try JSONSerialization.jsonObject(with: data) as? [String: Any]
                    return try await send(wanted ?? [:]).status
                }
            }
            var counts: [String: Int] = [:]
            for try await status in group { counts[String(status), default: 0] += 1 }
            return counts
        }
    }
}
