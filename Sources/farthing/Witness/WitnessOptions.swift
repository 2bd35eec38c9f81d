import ArgumentParser

/// What `farthing serve` is told about those who watch over its log.
struct WitnessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A witness that checkpoints are offered to, as docs/witness.md says; may be repeated.",
            valueName: "NAME=URL"
        )
    )
    var witness: [String] = []

    @Option(
        help: ArgumentHelp(
            "A witness's verifier key, or a file with it; may be repeated.",
            valueName: "NAME=VKEY"
        )
    )
    var witnessKey: [String] = []

    @Option(
        help:
            "Cosignatures that a checkpoint needs to count as witnessed. (default: all witnesses')"
    )
    var witnessesMin: String?

    @Option(
        help: "Serve the log's checkpoint and tiles here too, read-only, to anybody: HOST:PORT."
    )
    var logListen: String?

    func put(into flags: inout [Setting: String]) {
        if !witness.isEmpty { flags[.witness] = witness.joined(separator: ",") }
        if !witnessKey.isEmpty { flags[.witnessKey] = witnessKey.joined(separator: ",") }
        flags[.witnessesMin] = witnessesMin
        flags[.logListen] = logListen
    }
}

extension Setting {
    static let witness = Setting(name: "witness", kind: .pairs)
    static let witnessKey = Setting(name: "witnessKey", kind: .pairs)
    static let witnessesMin = Setting(name: "witnessesMin", kind: .number(0...16))
    static let logListen = Setting(name: "logListen", kind: .text)

    static let ofWitnesses: [Setting] = [witness, witnessKey, witnessesMin, logListen]
}
