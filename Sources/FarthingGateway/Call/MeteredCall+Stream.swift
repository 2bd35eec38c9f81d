import FarthingCore
import FarthingProviders
import NIOCore

/// A stream under a metered hold: counted as it flows, extended ahead of what flows, cut where no
/// headroom is left.
extension MeteredCall {
    func feed(_ bytes: ByteBuffer) {
        guard meter != nil else { return }
        let passOn = bytes.withUnsafeReadableBytes { meter?.feed($0) }
        switch passOn {
        case .piece: client?.writeStream(bytes)
        case .bytes(let passed): client?.writeStream(ByteBuffer(bytes: passed))
        case nil: break
        }
        guard isMetered else { return }
        if meter?.isBroken ?? false {
            // What cannot be read cannot be counted, and the hold depends on counting.
            abandon(ending: "broken")
        } else {
            keepAhead()
        }
    }

    /// Output tokens counted so far, over all choices.
    private var seenTokens: Int64 { meter?.outputTokens ?? 0 }

    /// Whether the hold reaches to the end of all that this call may bring.
    private var isWholeHeld: Bool { grantedTokens >= bounds.outputTokens }

    func keepAhead() {
        guard let meter, !meter.hasEnded, !isWholeHeld else { return }
        let lead = stream.lead
        let isBehind = seenTokens + lead >= grantedTokens
        if isClientGone {
            if isBehind { abandon(ending: "clientGone") }
            return
        }
        if isBehind, stream.isExhausted {
            stream.wasCut = true
            loop.counters.streamsCut += 1
            abandon(ending: "cut")
            return
        }
        if seenTokens + lead + stream.tranche / 2 >= grantedTokens, !stream.isExhausted, !isAsking {
            askForMore()
        }
        if isBehind, !stream.waitsForGrant {
            stream.waitsForGrant = true
            connection?.setReading(false)
        }
    }

    private func askForMore() {
        stream.isExtending = true
        isAsking = true
        let limit = bounds.outputTokens
        let wanted = min(limit, grantedTokens + stream.tranche)
        expiresAtMs = loop.nowMs + loop.gateway.options.holdMs
        let expected = loop.expectations.tokens(plan.expectationKey, limit: limit)
        let request = ExtendRequest(
            id: id,
            lines: bounds.lines(plan),
            output: OutputBound(
                wanted: wanted,
                least: min(wanted, grantedTokens + 1),
                expected: max(wanted, expected)
            ),
            expiresAtMs: expiresAtMs
        )
        loop.ledger.ask(.extend(request), self)
    }

    func extended(_ held: Held) {
        if stream.isRenewing {
            stream.isRenewing = false
            grantedTokens = max(grantedTokens, held.outputTokens)
            keepAheadAfterAnswer()
            return
        }
        stream.isExtending = false
        grantedTokens = held.outputTokens
        // Twice as much next time, unless the room shrinks: then half of what is left.
        let half = max(stream.lead, held.freeOutputTokens / 2)
        stream.tranche = min(stream.tranche * 2, stream.trancheMax, half)
        keepAheadAfterAnswer()
    }

    func extensionRefused(_ refusal: Refusal) {
        stream.isExtending = false
        let wasRenewal = stream.isRenewing
        stream.isRenewing = false
        if refusal.code == .expired || refusal.code == .alreadySettled {
            abandon(ending: "expired")
            return
        }
        if !wasRenewal { stream.isExhausted = true }
        if refusal.code == .paused || refusal.code == .frozen { stream.isExhausted = true }
        keepAheadAfterAnswer()
    }

    /// The ledger could not be asked: a renewal is tried again, and a stream ends where its hold does.
    func extensionFailed() {
        if stream.isRenewing {
            // The next sweep asks again.
            expiresAtMs = loop.nowMs
        } else {
            stream.isExhausted = true
        }
        stream.isExtending = false
        stream.isRenewing = false
        keepAheadAfterAnswer()
    }

    private func keepAheadAfterAnswer() {
        guard phase == .meter || phase == .dispatch else { return }
        if stream.waitsForGrant, seenTokens + stream.lead < grantedTokens {
            stream.waitsForGrant = false
            if client?.isWritable ?? true { connection?.setReading(true) }
        }
        if isMetered, phase == .meter { keepAhead() }
    }

    /// The provider has ended the stream, well or not.
    func endStream() {
        guard var meter else {
            // An encoded stream that nobody could read.
            settleIncomplete(ending: "encoded")
            client?.endStream()
            return
        }
        let rest = meter.finish()
        self.meter = meter
        if !rest.isEmpty { client?.writeStream(ByteBuffer(bytes: rest)) }
        let cost = settleStream(meter)
        guard let client, !isClientGone else { return }
        guard meter.hasEnded || meter.sawError else {
            client.breakOff()
            return
        }
        var note = "farthing cost=\(moneyText(nanos: cost))"
        if let receipt = held?.sequence { note += " receipt=\(receipt)" }
        client.writeStream(ByteBuffer(bytes: meter.closingNote(note)))
        client.endStream()
    }
}
