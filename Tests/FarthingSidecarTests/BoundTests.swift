import FarthingCore
import FarthingSidecar
import GRPCCore
import SwiftProtobuf
import Testing

/// What is kept of clients' words has a bound.
@Suite("sidecar bounds")
struct BoundTests {
    @Test(
        "names that are kept have at most so many bytes; a longer one is refused, and holds nothing"
    )
    func names() async throws {
        let sample = try await Sample()
        let long = String(repeating: "x", count: 100_000)
        let changes: [(inout Wire.DecisionRequest) -> Void] = [
            { $0.ids.runID = long },
            { $0.ids.stepID = long },
            { $0.route = long },
            { $0.parentRunID = long },
            { $0.budgetGrantJti = long },
            { $0.idempotency.key = long },
            { $0.inputs.projectedClaims[0].budgetID = long },
            { $0.inputs.projectedClaims[0].unit.unitID = long },
            { $0.inputs.projectedClaims[0].unit.currency = long },
            { $0.inputs.runtimeMetadata.fields["model"] = .init(stringValue: long) },
            { $0.inputs.runtimeMetadata.fields["team_id"] = .init(stringValue: long) },
            { $0.inputs.runtimeMetadata.fields["pricing_version"] = .init(stringValue: long) },
            {
                $0.inputs.runtimeMetadata.fields["price_snapshot_hash_hex"] =
                    .init(stringValue: String(repeating: "ab", count: 50_000))
            },
        ]
        for (index, change) in changes.enumerated() {
            var request = Sample.request("k\(index)")
            change(&request)
            do {
                _ = try await sample.decide(request)
                Issue.record("taken: \(index)")
            } catch let error as RPCError {
                #expect(error.code == .invalidArgument, "\(index)")
                #expect(error.message.utf8.count < 1_000, "\(index)")
            }
        }
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
        var release = Wire.ReleaseRequest()
        release.reservationID = try await sample.decide(Sample.request()).reservationIds[0]
        release.idempotencyKey = long
        await #expect(throws: RPCError.self) {
            try await sample.service.releaseReservation(request: release, context: Sample.context)
        }
        #expect(try await sample.ledger.openHolds(limit: 10).count == 1)
    }

    @Test("commits are remembered up to a bound, and never a part of a reservation's")
    func marks() {
        let marksMax = 4 * SidecarMemory.commitsMax
        let memory = SidecarMemory(marksMax: marksMax)
        let ids = (0..<10).map { WireText.id(["hold", String($0)]) }
        let mark = CommitMark("0", [1])
        for id in ids {
            let hold = SidecarHold(id: id, lines: [], expiresAtMs: 1, sequence: 1)
            memory.note(
                SidecarMemory.Reservation(
                    hold: hold,
                    unit: nil,
                    pricing: WirePricing(),
                    decision: DecisionID.of(id)
                )
            )
            for index in 0..<SidecarMemory.commitsMax {
                memory.note(CommitMark(String(index), [1]), of: id)
            }
        }
        let kept = ids.compactMap { memory.reservation($0) }
        #expect(kept.count >= 3)
        #expect(kept.reduce(0) { $0 + $1.commits.count } <= marksMax)
        for reservation in kept {
            #expect(reservation.commits.count == SidecarMemory.commitsMax)
            #expect(reservation.commits[mark.id] == mark.amounts)
        }
    }

    @Test("a reservation takes so many commits, and a session as many deltas as there are")
    func many() async throws {
        let sample = try await Sample()
        let id = try await sample.decide(Sample.request()).reservationIds.first
        for index in 0..<SidecarMemory.commitsMax {
            #expect(await sample.commit(id, "1", event: "e\(index)").status == .accepted)
        }
        #expect(await sample.commit(id, "1", event: "more").status == .rejected)
        #expect(await sample.commit(id, "1", event: "e7").status == .accepted)
        #expect(try await sample.account()?.spent == 1_024_000)
        let session = try await sample.reserve("3000")
        for index in 0..<1_200 {
            #expect(try await sample.delta(session, "d\(index)", "1").error.code == .unspecified)
        }
        #expect(try await sample.account()?.spent == 2_224_000)
        #expect(sample.service.memory.turns.count == 0)
    }

    @Test("those who wait for a reservation come one after the other, also those who are cancelled")
    func turns() async {
        let turns = Turns()
        let id = WireText.id(["hold"])
        await turns.take(id)
        let waiting = (0..<300).map { _ in
            Task {
                await turns.take(id)
                turns.end(id)
            }
        }
        for task in waiting { task.cancel() }
        turns.end(id)
        for task in waiting { await task.value }
        #expect(turns.count == 0)
    }
}
