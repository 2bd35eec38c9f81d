import Farthing
import Foundation
import Testing

@Suite("Guards: failure kinds")
struct FailureKindTests {
    @Test("the vectors' 77 cases, of which our own time limit is meant to differ")
    func vectors() throws {
        let vectors = try Vectors.load()
        #expect(vectors.cases.count == 77)
        #expect(vectors.kinds == FailureKind.allCases.map(\.rawValue))
        for one in vectors.cases {
            for (name, input) in one.input {
                if case .text("ToolTimeoutError") = input {
                    // Theirs does not count its own timeouts; ours must.
                    #expect(one.kind == "unknown")
                    #expect(kind(name, input) == .timeout)
                } else {
                    #expect(kind(name, input)?.rawValue == one.kind, "\(name) \(input)")
                }
            }
        }
    }

    @Test("the sets of kinds are the vectors'")
    func sets() throws {
        let sets = try Vectors.load().sets
        #expect(names(.standard) == sets["FAIL_ON_DEFAULT"])
        #expect(names(.strict) == sets["FAIL_ON_STRICT"])
        #expect(names(.infrastructure) == sets["FAIL_ON_INFRA_ONLY"])
        #expect(names(.answers) == sets["IGNORE_ON_DEFAULT"])
    }

    @Test("Foundation's errors are known without Foundation")
    func foundation() {
        #expect(FailureKind(of: URLError(.timedOut)) == .timeout)
        #expect(FailureKind(of: URLError(.cannotConnectToHost)) == .transport)
        #expect(FailureKind(of: URLError(.badURL)) == .unknown)
        #expect(FailureKind(of: POSIXError(.ECONNRESET)) == .transport)
        #expect(FailureKind(of: POSIXError(.ETIMEDOUT)) == .timeout)
        #expect(FailureKind(of: POSIXError(.ENOENT)) == .unknown)
        #expect(FailureKind(of: CancellationError()) == .unknown)
    }

    private func names(_ set: FailureKinds) -> [String] {
        FailureKind.allCases.filter { set.contains($0) }.map(\.rawValue).sorted()
    }

    private func kind(_ name: String, _ input: Vectors.Input) -> FailureKind? {
        switch (name, input) {
        case ("result_status", .number(let status)):
            switch Circuit.end(ofStatus: status) {
            case .failure(let kind): kind
            default: nil
            }
        case ("exception_status", .number(let status)),
            ("exception_response_status", .number(let status)), ("cloud_http", .number(let status)):
            FailureKind(of: Answered(httpStatus: status))
        case ("grpc_code", .text(let code)): FailureKind(grpcCode: code)
        case ("cloud_code", .text(let code)): FailureKind(cloudCode: code)
        case ("sqlstate", .text(let state)): FailureKind(sqlState: state)
        case ("exception", .text(let name)): FailureKind(of: error(name))
        default: nil
        }
    }

    private func error(_ name: String) -> any Error {
        switch name {
        case "TimeoutError", "asyncio.TimeoutError": TimeoutError()
        case "ConnectionError": ConnectionError()
        case "ConnectionResetError": ConnectionResetError()
        case "BrokenPipeError": BrokenPipeError()
        case "OSError EHOSTUNREACH": POSIXError(.EHOSTUNREACH)
        case "OSError ENOENT": POSIXError(.ENOENT)
        case "ToolTimeoutError": GuardError(.timeout, tool: "t", message: "late")
        case "CircuitOpenError": GuardError(.circuitOpen, tool: "t", message: "open")
        default:
            if name.hasPrefix("RuntimeError ") {
                Said(description: String(name.dropFirst("RuntimeError ".count)))
            } else {
                Broken()
            }
        }
    }
}

private enum Circuit {
    /// How a call's result is judged.
    static func end(ofStatus status: Int) -> CircuitBreakers.End {
        FailureKind(httpStatus: status).map { .failure($0) } ?? .success
    }
}

private struct TimeoutError: Error {}
private struct ConnectionError: Error {}
private struct ConnectionResetError: Error {}
private struct BrokenPipeError: Error {}

private struct Answered: Error, HTTPStatusCarrying {
    var httpStatus: Int?
}

private struct Said: Error, CustomStringConvertible {
    var description: String
}

/// What actguard 1.0.2 answers, by running it.
private struct Vectors: Decodable {
    struct Case: Decodable {
        var input: [String: Input]
        var kind: String?
    }

    enum Input: Decodable {
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    var kinds: [String]
    var sets: [String: [String]]
    var cases: [Case]

    static func load() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: try file("circuit_classification.json"))
    }

    static func file(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try Data(
            contentsOf: folder.appending(path: "../../Vectors/actguard/\(name)").standardizedFileURL
        )
    }
}
