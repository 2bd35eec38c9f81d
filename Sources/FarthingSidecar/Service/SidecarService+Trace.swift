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
            try await response.write(await ack(event))
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
            case .runEnd: try await endRun(event.ids.runID)
            default: break
            }
        } catch {
            ack.status = .rejected
            ack.error = Wire.WireFault(error)
        }
        return ack
    }

    private func end(_ event: Wire.TraceEvent) async throws(SidecarRefusal) {
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

    /// Gives back what a run has left open: most adapters never do.
    private func endRun(_ run: String) async throws(SidecarRefusal) {
        if run.isEmpty { return }
        for hold in try await desk.openHolds(ofRun: run) {
            do throws(SidecarRefusal) {
                _ = try await desk.release(hold.id, why: "run_end")
            } catch  where error.kind == .settled || error.kind == .unknownHold {
                continue
            }
        }
    }
}

extension SidecarRefusal {
    init(_ error: WireError) {
        self.init(error.code == .reservationStateConflict ? .conflict : .invalid, error.message)
    }
}
