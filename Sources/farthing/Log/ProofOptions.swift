import ArgumentParser

/// What `farthing verify --proof` takes besides the keys.
struct ProofOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Check a proof that `farthing receipts prove` wrote, with --key and nothing else of ours.",
            valueName: "file"
        )
    )
    var proof: String?

    @Option(help: "With --proof: the log's name that the checkpoint must have.")
    var origin: String?

    @Option(
        help: ArgumentHelp(
            "With --proof: a witness's verifier key, NAME+ID+KEY; may be repeated.",
            valueName: "vkey"
        )
    )
    var witness: [String] = []

    @Option(
        help: "With --proof: how many of the witnesses must have cosigned. (default: all of them)"
    )
    var witnessesMin: Int?

    @Option(
        help: ArgumentHelp(
            "With --proof, where it has no receipt inside: the entry's hash, 64 digits.",
            valueName: "hex"
        )
    )
    var entryHash: String?

    @Option(
        help: ArgumentHelp(
            "With --proof, where it has no receipt inside: the entry's stored line.",
            valueName: "file"
        )
    )
    var receipt: String?

    func validate() throws {
        let isAlone = proof == nil
        if isAlone,
            origin != nil || !witness.isEmpty || witnessesMin != nil || entryHash != nil
                || receipt != nil
        {
            throw ValidationError(
                "--origin, --witness, --witnesses-min, --entry-hash and --receipt go with --proof"
            )
        }
        if let witnessesMin, !(0...max(0, witness.count)).contains(witnessesMin) {
            throw ValidationError("--witnesses-min \(witnessesMin): from 0 to the --witness given")
        }
    }
}
