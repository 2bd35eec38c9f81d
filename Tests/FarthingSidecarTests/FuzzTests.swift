import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

@Suite("sidecar fuzzing")
struct FuzzTests {
    @Test(
        "mutilated decisions and events: an answer or an error, and what is held is what was admitted"
    )
    func mutations() async throws {
        let sample = try await Sample()
        var random = SystemRandomNumberGenerator()
        let seed: [UInt8] = try Sample.request().serializedBytes()
        var admitted: Set<String> = []
        for _ in 0..<2_000 {
            let bytes = mutilated(seed, &random)
            guard let request = try? Wire.DecisionRequest(serializedBytes: bytes) else { continue }
            do {
                let answer = try await sample.decide(request)
                admitted.formUnion(answer.reservationIds)
                #expect(answer.error.code == .unspecified)
            } catch {
                #expect(error is RPCError, "\(error)")
            }
        }
        let held = try await sample.ledger.openHolds(limit: .max)
        #expect(Set(held.map(\.id.description)) == admitted)

        var event = Wire.TraceEvent()
        event.kind = .llmCallPost
        event.llmCallPost.reservationID = admitted.first ?? ""
        event.llmCallPost.estimatedAmountAtomic = "10"
        event.llmCallPost.outcome = .success
        event.llmCallPost.unit = Sample.micros
        let eventSeed: [UInt8] = try event.serializedBytes()
        for _ in 0..<2_000 {
            let bytes = mutilated(eventSeed, &random)
            guard let event = try? Wire.TraceEvent(serializedBytes: bytes) else { continue }
            let ack = await sample.service.ack(event)
            #expect((ack.status == .rejected) == (ack.error.code != .unspecified))
        }
        for account in try await sample.ledger.accounts() { #expect(!account.isFrozen) }
    }

    private func mutilated(
        _ seed: [UInt8],
        _ random: inout SystemRandomNumberGenerator
    ) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }
}
