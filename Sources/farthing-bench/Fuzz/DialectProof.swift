import FarthingCore
import FarthingProviders

/// What must hold of every dialect's requests and streams, whatever they are fed.
enum DialectProof {
    /// Reads a request, bounds it, rewrites it as the gateway would, and reads that again; whether
    /// it was taken.
    static func request(
        _ input: [UInt8],
        _ reader: any MeteredReader,
        _ head: DialectHead,
        counter: TokenCounter? = nil,
        takesLimit: Bool = true,
        _ random: inout Random
    ) throws(FuzzFault) -> Bool {
        guard let request = try? reader.read(input, head) else { return false }
        guard let bound = try? request.bound(outputTokensMax: 64_000, counter: nil) else {
            return false
        }
        if !bound.isWithinBounds { throw FuzzFault("a bound out of bounds") }
        if let counter {
            let exact = try? request.bound(outputTokensMax: 64_000, counter: counter)
            guard let exact, exact.inputTokensMax <= bound.inputTokensMax else {
                throw FuzzFault("more tokens than bytes")
            }
        }
        var changes = changes(of: request, &random)
        if !takesLimit { changes.outputLimit = nil }
        let body = try rewritten(input, request.splices(changes))
        let again: any MeteredRequest
        do throws(RequestError) {
            again = try reader.read(body, head)
        } catch {
            throw FuzzFault("the rewritten request is refused: \(error.message)")
        }
        guard again.model == request.model, again.isStream == request.isStream,
            again.choices == request.choices, again.variants.isSubset(of: request.variants),
            !changes.pinsTier || again.variants == request.pinnedVariants
        else { throw FuzzFault("the rewritten request says something else") }
        if let limit = changes.outputLimit, again.outputLimitTokens != limit {
            throw FuzzFault("the output limit was not written")
        }
        guard let second = try? again.bound(outputTokensMax: 64_000, counter: nil),
            second.totalInputTokensMax <= bound.totalInputTokensMax,
            second.outputTokensMax <= bound.outputTokensMax
        else { throw FuzzFault("the rewritten request may cost more") }
        return true
    }

    /// Changes as the gateway asks for them: never above the request's own limit, never below what
    /// it needs.
    private static func changes(
        of request: any MeteredRequest,
        _ random: inout Random
    ) -> RequestChanges {
        let least = max(1, request.leastOutputTokens)
        let most = min(64_000, request.outputLimitTokens ?? 64_000)
        var changes = RequestChanges(pinsTier: random.chance(50))
        if least <= most, random.chance(80) {
            changes.outputLimit = least + Int64(random.below(Int(most - least + 1)))
        }
        return changes
    }

    private static func rewritten(
        _ input: [UInt8],
        _ splices: [Splice]
    ) throws(FuzzFault) -> [UInt8] {
        var position = 0
        for splice in splices {
            guard splice.range.lowerBound >= position, splice.range.upperBound <= input.count else {
                throw FuzzFault("changes that overlap or lie outside of the body")
            }
            position = splice.range.upperBound
        }
        return Splice.apply(splices, to: input)
    }

    /// Meters a stream whole and in pieces, which must be the same, and ends it; whether a usage
    /// was read.
    static func stream(
        _ input: [UInt8],
        _ random: inout Random,
        _ make: () -> any StreamMeter
    ) throws(FuzzFault) -> Bool {
        let whole = Metered(input, make()) { $0 }
        let cut = Metered(input, make()) { left in
            min(left, 1 + random.below(random.chance(50) ? 3 : 90))
        }
        guard whole.passed == cut.passed else { throw FuzzFault("cuts change what is passed on") }
        guard whole.says(theSameAs: cut) else { throw FuzzFault("cuts change what is read") }
        guard input.starts(with: whole.passed) else {
            throw FuzzFault("something is passed on that never came")
        }
        if let usage = whole.meter.usage, !usage.isWithinBounds {
            throw FuzzFault("a usage out of bounds")
        }
        let prefix = Array(input.prefix(random.below(input.count + 1)))
        try end(Metered(prefix, make(), finishes: false) { $0 }, make())
        return whole.meter.usage != nil
    }

    /// Ends a stream where it was cut; a client must see a stream that is over, and not a broken
    /// one.
    private static func end(_ cut: Metered, _ meter: any StreamMeter) throws(FuzzFault) {
        let end = cut.meter.endOfStream(promptTokens: 9)
        guard !cut.meter.isDone else {
            if !end.isEmpty { throw FuzzFault("something is put behind the end") }
            return
        }
        let client = Metered(cut.passed + end, meter, finishes: false) { $0 }
        guard client.meter.isDone else { throw FuzzFault("a stream that was ended is not over") }
        if client.meter.isBroken, !cut.meter.isBroken {
            throw FuzzFault("the end cannot be read")
        }
    }
}

/// A stream that went through a meter.
private struct Metered {
    var meter: any StreamMeter
    private(set) var passed: [UInt8] = []

    init(
        _ input: [UInt8],
        _ meter: any StreamMeter,
        finishes: Bool = true,
        cutAt: (Int) -> Int
    ) {
        self.meter = meter
        var start = 0
        while start < input.count {
            let end = start + cutAt(input.count - start)
            let piece = input[start..<end]
            switch piece.withUnsafeBytes({ self.meter.feed($0) }) {
            case .piece: passed += piece
            case .bytes(let bytes): passed += bytes
            }
            start = end
        }
        if finishes { passed += self.meter.finish() }
    }

    func says(theSameAs other: Metered) -> Bool {
        meter.outputTokens == other.meter.outputTokens && meter.usage == other.meter.usage
            && meter.partialUsage == other.meter.partialUsage
            && meter.variant == other.meter.variant && meter.model == other.meter.model
            && meter.hasEnded == other.meter.hasEnded && meter.isDone == other.meter.isDone
            && meter.isBroken == other.meter.isBroken && meter.sawError == other.meter.sawError
            && meter.openChoiceCount == other.meter.openChoiceCount
    }
}
