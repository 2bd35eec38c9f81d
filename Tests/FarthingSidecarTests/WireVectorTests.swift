import FarthingCore
import FarthingSidecar
import Foundation
import SwiftProtobuf
import Testing

/// The golden byte strings that the real client's classes made.
@Suite("wire vectors")
struct WireVectorTests {
    private struct Vector {
        let message: String
        let bytes: [UInt8]
        let json: String
    }

    private static func vectors() throws -> [Vector] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Vectors/spendguard/wire_messages.json")
        let bytes = [UInt8](try Data(contentsOf: file))
        let root = try JSONDocument(bytes).root
        return try root.elements.map { node in
            let json = try #require(node.member("json"))
            let hex = try #require(node.member("hex")?.string)
            let name = try #require(node.member("message")?.string)
            return Vector(
                message: String(name.split(separator: ".").last ?? ""),
                bytes: try #require(WireText.bytes(hex: hex)),
                json: String(decoding: bytes[json.range], as: UTF8.self)
            )
        }
    }

    private static let types: [String: any SwiftProtobuf.Message.Type] = [
        "HandshakeRequest": Wire.HandshakeRequest.self,
        "HandshakeResponse": Wire.HandshakeResponse.self,
        "DecisionRequest": Wire.DecisionRequest.self,
        "DecisionResponse": Wire.DecisionResponse.self,
        "PublishOutcomeRequest": Wire.OutcomeRequest.self,
        "PublishOutcomeResponse": Wire.OutcomeResponse.self,
        "TraceEvent": Wire.TraceEvent.self,
        "TraceEventAck": Wire.TraceEventAck.self,
        "ResumeAfterApprovalRequest": Wire.ResumeRequest.self,
        "ResumeAfterApprovalResponse": Wire.ResumeResponse.self,
        "ReleaseReservationRequest": Wire.ReleaseRequest.self,
        "ReleaseReservationResponse": Wire.ReleaseResponse.self,
        "ReserveSessionRequest": Wire.SessionRequest.self,
        "ReserveSessionOutcome": Wire.SessionOutcome.self,
        "CommitSessionDeltaRequest": Wire.DeltaRequest.self,
        "CommitSessionDeltaOutcome": Wire.DeltaOutcome.self,
        "ReleaseSessionRequest": Wire.SessionEnd.self,
        "ReleaseSessionOutcome": Wire.SessionEndOutcome.self,
        "DrainSignal": Wire.DrainSignal.self,
    ]

    private func check<M: SwiftProtobuf.Message & Equatable>(
        _ type: M.Type,
        _ vector: Vector
    ) throws {
        let read = try M(serializedBytes: vector.bytes)
        let written: [UInt8] = try read.serializedBytes()
        let fromText = try M(jsonString: vector.json)
        #expect(read == fromText, "\(vector.message)")
        #expect(read.unknownFields.data.isEmpty, "\(vector.message)")
        // A map has no order of its own: only what it says is compared.
        if vector.json.contains("runtime_metadata") || vector.json.contains("generic") {
            #expect(written.count == vector.bytes.count)
            #expect(try M(serializedBytes: written) == read)
        } else {
            #expect(written == vector.bytes, "\(vector.message)")
        }
    }

    @Test("every golden byte string reads and writes alike")
    func vectors() throws {
        let vectors = try Self.vectors()
        #expect(vectors.count == 22)
        for vector in vectors {
            let type = try #require(Self.types[vector.message], "\(vector.message)")
            func opened<M: SwiftProtobuf.Message>(_ type: M.Type) throws {
                if let type = type as? any (SwiftProtobuf.Message & Equatable).Type {
                    try check(type, vector)
                } else {
                    Issue.record("no message that can be compared: \(vector.message)")
                }
            }
            try opened(type)
        }
    }

    @Test("mutilated messages are refused or read, and never more")
    func mutations() throws {
        var random = SystemRandomNumberGenerator()
        for vector in try Self.vectors() {
            let type = try #require(Self.types[vector.message])
            for _ in 0..<200 {
                var bytes = vector.bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) {
                    bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
                }
                _ = try? type.init(serializedBytes: bytes)
            }
        }
    }
}
