import Farthing
import FarthingCore
package import GRPCCore

extension SidecarService {
    package func emitTraceEvents(
        request: RPCAsyncSequence<Wire.TraceEvent, any Error>,
        response: RPCWriter<Wire.TraceEventAck>,
        context: ServerContext
    ) async throws {
        for try await event in request {
            // One that is rejected does not end the stream.
            try await response.write(await SidecarLoops.staying { await ack(event) })
        }
    }

    /// What becomes of one event.
    package func ack(_ event: Wire.TraceEvent) async -> Wire.TraceEventAck {
        var ack = Wire.TraceEventAck()
        ack.eventID = HoldID.random().description
        ack.status = .accepted
        do throws(SidecarRefusal) {
            switch event.kind {
            case .llmCallPost: try await end(event)
            case .toolCallPost:
                // A tool's call that reserved nothing has nothing to say here.
                guard case .llmCallPost? = event.payload else { break }
                try await end(event)
            case .runEnd: try await endRun(event.ids.runID, session: event.sessionID)
            default: break
            }
        } catch {
            ack.status = .rejected
            ack.error = Wire.WireFault(error)
        }
        counters.note(ack.status)
        return ack
    }

    private func end(_ event: Wire.TraceEvent) async throws(SidecarRefusal) {
        await recall(event.llmCallPost.reservationID)
        let wish: CommitTerms.Wish
        do throws(WireError) {
            wish = try CommitTerms.read(event) { memory.reservation($0)?.unit }
        } catch {
            throw SidecarRefusal(error)
        }
        switch wish {
        case .commit(let terms):
            let pricing = WirePricing(event.llmCallPost.pricing)
            let held = memory.reservation(terms.reservation)?.pricing
            guard held?.agrees(with: pricing) ?? true else {
                throw SidecarRefusal(
                    .pricing,
                    "The prices are others than those that were frozen for the reservation."
                )
            }
            try await committer.commit(terms)
            if let reservation = memory.reservation(terms.reservation), reservation.isEndedByRun {
                await noteEnd(ofRun: reservation.hold.run ?? event.ids.runID)
            }
        case .release(let id, let why):
            do throws(SidecarRefusal) {
                _ = try await committer.known(id)
                _ = try await desk.release(id, why: why)
            } catch  where error.kind == .settled {
                // What was committed stays.
                return
            }
        }
    }

    /// Has what the ledger knows of a reservation at hand that was made before a restart.
    private func recall(_ text: String) async {
        guard let id = HoldID(text.lowercased()), memory.reservation(id) == nil else { return }
        await memory.turns.take(id)
        defer { memory.turns.end(id) }
        // What cannot be found is said where it is needed.
        _ = try? await committer.known(id)
    }

    /// Gives back what a run has left open: most adapters never do.
    private func endRun(_ run: String, session: String) async throws(SidecarRefusal) {
        if run.isEmpty { return }
        for hold in try await desk.openHolds(ofRun: run) {
            // Tenants may have runs of one name.
            guard SessionName.mayBe(session, of: hold.tenant ?? desk.tenant, mac: signer.mac) else {
                continue
            }
            do throws(SidecarRefusal) {
                // Its call may be on its way still, and what that has cost is booked all the same.
                _ = try await committer.known(hold.id)
                memory.changeReservation(hold.id) { $0.isEndedByRun = true }
                _ = try await desk.release(hold.id, why: Committer.runEnd)
            } catch  where error.kind == .settled || error.kind == .unknownHold {
                continue
            }
        }
        await noteEnd(ofRun: run)
    }

    private func noteEnd(ofRun run: String) async {
        guard (1...Scope.valueBytesMax).contains(run.utf8.count), CallerTenants.only == nil else {
            return
        }
        await options.onRunEnded?(run, desk.nowMs)
    }
}

extension SidecarRefusal {
    init(_ error: WireError) {
        self.init(error.code == .reservationStateConflict ? .conflict : .invalid, error.message)
    }
}
