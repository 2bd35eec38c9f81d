import FarthingConsole
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// What the author of a policy needs, by the prices and the journal of a server.
struct ConsolePolicyTools: PolicyToolDesk {
    /// Where the policy lies where no version of the console's is in force.
    let policyFile: PolicyFile
    let ledger: SQLiteLedger
    let folder: DataFolder

    init(_ policyFile: PolicyFile, ledger: SQLiteLedger, folder: DataFolder) {
        self.policyFile = policyFile
        self.ledger = ledger
        self.folder = folder
    }

    func file() async throws -> PolicyText {
        do throws(Failure) {
            let bytes = try SmallFile.read(
                policyFile.path,
                bytesMax: PolicyReader.bytesMax,
                what: "the policy"
            )
            return PolicyText(bytes, policyFile.path.hasSuffix(".json") ? .json : .yaml)
        } catch {
            throw ConsoleError(503, "unavailable", error.message)
        }
    }

    func review(_ policy: PolicyText) async throws -> PolicyReview {
        switch try read(policy) {
        case .failure(let errors): return PolicyReview(findings: Self.findings(errors))
        case .success(let authored):
            let findings = authored.findings(try await prices(), groups: try await groups())
            return PolicyReview(
                hash: authored.hash,
                id: authored.policy.id,
                budgets: authored.policy.budgets.count,
                rules: authored.policy.rules.count,
                findings: findings.map { PolicyReview.Finding($0) }
            )
        }
    }

    func faults(in policy: PolicyText) async throws -> [PolicyReview.Finding] {
        switch try read(policy) {
        case .failure(let errors): Self.findings(errors)
        case .success: []
        }
    }

    func diff(_ old: PolicyText, _ new: PolicyText) async throws -> [UInt8] {
        let (old, new) = (try authored(old), try authored(new))
        return try await Self.diff(old, new, try await prices())
    }

    func backtest(_ policy: PolicyText, rangeMs: Range<Int64>) async throws -> [UInt8] {
        try await Self.backtest(try authored(policy), folder, try await prices(), rangeMs)
    }

    func explain(_ policy: PolicyText, _ question: PolicyQuestion) async throws -> [UInt8] {
        let authored = try committed(try authored(policy))
        let prices = try await prices()
        switch question {
        case .call(let call): return try await explain(call, authored, prices)
        case .entry(let sequence):
            return try await Self.explain(sequence, authored, folder, prices)
        }
    }

    // MARK: What they are looked at by

    /// The price book in force, without a policy's own prices.
    private func prices() async throws -> PriceBook {
        do {
            let keys = try await SigningDesk.roots(of: ledger)
            return try BookShelf(folder: folder).inForce(signedBy: keys).book
        } catch {
            throw ConsoleError(503, "unavailable", Failure(describing: error).message)
        }
    }

    /// The groups of approvers in which somebody is.
    private func groups() async throws -> Set<String> {
        let keys = try await ledger.accessKeys().filter { $0.revokedAtMs == nil }
        var groups = Set(keys.flatMap { $0.accessKey?.approves ?? [] })
        var after: String?
        while true {
            let people = try await ledger.registry(
                RegisteredPerson.collection,
                after: after,
                limit: 1_000
            )
            for item in people {
                let root = RegistryText.root(of: item)
                groups.formUnion(
                    root.flatMap { RegisteredPerson(id: item.id, $0) }?.approves ?? []
                )
            }
            guard let last = people.last, people.count == 1_000 else { return groups }
            after = last.id
        }
    }

    private func read(
        _ policy: PolicyText
    ) throws -> Result<AuthoredPolicy, PolicyFileErrors> {
        do throws(Failure) {
            return try AuthoredPolicy.reading(
                policy.bytes,
                policy.fileName,
                format: policy.readerFormat
            )
        } catch {
            throw ConsoleError(error)
        }
    }

    private func authored(_ policy: PolicyText) throws -> AuthoredPolicy {
        switch try read(policy) {
        case .success(let authored): return authored
        case .failure(let errors): throw ConsoleError(422, "invalid", errors.description)
        }
    }

    private func committed(_ authored: AuthoredPolicy) throws -> AuthoredPolicy {
        do throws(Failure) {
            return try authored.committed(in: folder)
        } catch {
            throw ConsoleError(error)
        }
    }

    private static func findings(_ errors: PolicyFileErrors) -> [PolicyReview.Finding] {
        errors.errors.map { error in
            PolicyReview.Finding(
                isError: true,
                code: "syntax",
                path: error.key,
                line: Int64(error.line),
                column: Int64(error.column),
                message: error.message
            )
        }
    }

    // MARK: Long questions, away from the threads that serve

    @concurrent
    private static func diff(
        _ old: AuthoredPolicy,
        _ new: AuthoredPolicy,
        _ prices: PriceBook
    ) async throws -> [UInt8] {
        let diff = PolicyDiff(from: old.compiled, to: new.compiled, prices, atMs: systemNowMs())
        let answer = DiffReport(diff, new.policy).json
        return try ToolAnswer(answer, without: ["ok"]).bytes { json, names in
            if !names.contains("reasons") {
                json.key("reasons")
                json.strings([])
            }
            if !names.contains("counterexample") {
                json.key("counterexample")
                json.null()
            }
        }
    }

    @concurrent
    private static func backtest(
        _ authored: AuthoredPolicy,
        _ folder: DataFolder,
        _ prices: PriceBook,
        _ rangeMs: Range<Int64>
    ) async throws -> [UInt8] {
        do {
            let authored = try authored.committed(in: folder)
            var test = Backtest(authored.compiled, nil, recorded: prices, rangeMs: rangeMs)
            try CheckedJournal(folder).forEach { batch in
                for (offset, line) in JournalLines(batch.lines).enumerated() {
                    let sequence = batch.firstSequence + Int64(offset)
                    test.take(try Entry(line: line, sequence: sequence))
                }
            }
            test.finish()
            let answer = BacktestText(test.report, lengthMs: 0).json
            return try ToolAnswer(answer, without: ["ok"]).bytes()
        } catch {
            throw ConsoleError(503, "unavailable", Failure(describing: error).message)
        }
    }

    @concurrent
    private static func explain(
        _ sequence: Int64,
        _ authored: AuthoredPolicy,
        _ folder: DataFolder,
        _ prices: PriceBook
    ) async throws -> [UInt8] {
        do {
            let journal = try CheckedJournal(folder)
            let found = try ReceiptExplanation(sequence, journal, authored, prices)
            return try ToolAnswer(found.answer, without: ["ok"]).entry()
        } catch {
            let failure = Failure(describing: error)
            if failure.code == .usage { throw ConsoleError(404, "not_found", failure.message) }
            throw ConsoleError(503, "unavailable", failure.message)
        }
    }
}

extension PolicyReview.Finding {
    init(_ placed: PlacedFinding) {
        self.init(
            isError: placed.finding.severity == .error,
            code: placed.finding.code.rawValue,
            path: placed.finding.path,
            line: Int64(placed.line),
            column: Int64(placed.column),
            message: placed.finding.message
        )
    }
}
