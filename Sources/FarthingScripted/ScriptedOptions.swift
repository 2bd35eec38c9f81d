/// How a scripted provider behaves when a request does not say otherwise.
package struct ScriptedOptions: Sendable {
    /// Faults and how often each happens, in thousandths of all chat requests; at most 1,000 in
    /// sum.
    package var faultRates: [(fault: ScriptedFault, permille: Int)] = []
    /// Makes the drawing of faults repeatable.
    package var seed: UInt64 = 1
    /// Time before the first byte of an answer, in milliseconds.
    package var delayMs: Int64 = 0
    /// Time between the chunks of a stream, in milliseconds. Real models take about 10 ms a token,
    /// and a gateway that meters a stream can only keep ahead of a stream that takes time.
    package var chunkDelayMs: Int64 = 5
    /// Tokens in one chunk of a stream.
    package var chunkTokens: ClosedRange<Int> = 1...8
    /// Tokens billed beyond those sent when the client closes in mid-stream; 0 to 32.
    package var billAfterCloseTokens = 0
    /// The most completion tokens that any answer has, thinking included.
    package var completionTokensMax = 131_072
    /// Rows that the bill keeps; later calls are still in the totals. 200,000 rows take about 40
    /// MB.
    package var billRowsMax = 200_000
    /// The size of an answer with the fault `huge`.
    package var hugeBytes = 64 << 20
    /// The largest request body; a larger one is answered with 413.
    package var bodyBytesMax = 32 << 20
    /// Open connections; a further one is closed at once.
    package var connectionsMax = 4_096
    /// How long an answer that never comes keeps its connection, in milliseconds.
    package var hangMsMax: Int64 = 600_000
    /// The only provider key accepted; nil takes any, and none at all.
    package var requiredKey: String?

    package init() {}

    /// Reads fault rates such as `timeout=50,cut=50,no_usage=20`, in thousandths.
    ///
    /// Returns nil where a name is not a fault, a rate is not a number, or the rates are more than
    /// 1,000 in sum.
    package static func faultRates(
        parsing text: String
    ) -> [(fault: ScriptedFault, permille: Int)]? {
        var rates: [(fault: ScriptedFault, permille: Int)] = []
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let fault = ScriptedFault(name: pair[0]),
                let permille = Int(pair[1]), (0...1_000).contains(permille)
            else { return nil }
            rates.append((fault, permille))
        }
        return rates.reduce(0) { $0 + $1.permille } <= 1_000 ? rates : nil
    }

    /// The fault that chance gives to the request of this number.
    func fault(sequence: Int) -> ScriptedFault {
        if faultRates.isEmpty { return .none }
        var draw = Int(mix(seed &+ UInt64(truncatingIfNeeded: sequence)) % 1_000)
        for rate in faultRates {
            if draw < rate.permille { return rate.fault }
            draw -= rate.permille
        }
        return .none
    }
}

/// One step of SplitMix64 (Steele, Lea and Flood 2014): a well mixed number from any number.
func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
}
