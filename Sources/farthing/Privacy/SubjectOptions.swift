import ArgumentParser
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// Which subjects a command is about.
struct SubjectOptions: ParsableArguments {
    @Option(help: "Only subjects of this tenant.")
    var tenant: String?

    @Option(help: "Only subjects of this dimension, as user or tag:customer.")
    var dimension: String?

    @Option(help: "A subject by its value, as alice; may be repeated.")
    var value: [String] = []

    @Option(help: ArgumentHelp("A subject by its commitment; may be repeated.", valueName: "c_…"))
    var commitment: [String] = []

    @Flag(help: "All of them.")
    var all = false

    /// Calls `body` with each subject that is meant.
    ///
    /// - Throws: ``Failure`` where none is named, or one that is named has no salt.
    ///
    /// - Parameter takesTenants: whether ``all`` means the salts of tenants themselves, too, which
    ///   keep idempotency keys from being guessed. Else only `--dimension tenant` or a commitment
    ///   names one.
    func forEach(
        in store: SubjectStore,
        takesTenants: Bool,
        _ body: (SubjectRecord) throws -> Void
    ) throws {
        let filters = try filters()
        for filter in filters {
            var isFound = false
            try store.forEach(filter) { record in
                let isMeant =
                    record.subject.dimension != .tenant || takesTenants && all
                    || dimension == Dimension.tenant.name || filter.commitment != nil
                guard isMeant else { return }
                isFound = true
                try body(record)
            }
            guard !isFound, !all else { continue }
            let name =
                filter.value.map(Shown.safe) ?? filter.commitment ?? "the tenant or dimension"
            throw Failure(
                .usage,
                "\(name): no salt of such a subject is here; it was never seen, or was erased"
            )
        }
    }

    private func filters() throws(Failure) -> [SubjectFilter] {
        var base = SubjectFilter(tenant: tenant)
        if let dimension {
            guard let known = Dimension(name: dimension) else {
                let names = Dimension.named.filter(\.isCommittable).map(\.name) + ["tag:NAME"]
                throw Failure(
                    .usage,
                    "--dimension \(Shown.safe(dimension)): unknown dimension"
                        + OperatorText.hint(for: dimension, among: names)
                )
            }
            base.dimension = known
        }
        if all {
            guard value.isEmpty, commitment.isEmpty else {
                throw Failure(.usage, "--all: leave --value and --commitment out")
            }
            return [base]
        }
        for text in commitment where !Commitment.isOne(text) {
            throw Failure(
                .usage,
                "--commitment \(Shown.safe(text)): write c_ and 32 lower-case hexadecimal digits"
            )
        }
        guard !value.isEmpty || !commitment.isEmpty else {
            throw Failure(.usage, "name subjects with --value or --commitment, or say --all")
        }
        var filters: [SubjectFilter] = []
        for text in value {
            var filter = base
            filter.value = text
            filters.append(filter)
        }
        for text in commitment {
            var filter = base
            filter.commitment = text
            filters.append(filter)
        }
        return filters
    }
}

extension DataOptions {
    /// The folder's salts.
    func subjects() throws(Failure) -> SubjectStore {
        let folder = try ledgerFolder()
        do throws(LedgerError) {
            guard SubjectStore.exists(folder) else {
                let stored = try JournalReader(folder).folderValue(PrivacyStanding.folderValue)
                guard stored?.isEmpty ?? true else { throw SubjectStore.missing(folder) }
                throw LedgerError(
                    .unavailable,
                    "\(folder.path) keeps no subjects' salts: its policy commits to nobody (privacy)"
                )
            }
            return try SubjectStore(folder, isNew: false)
        } catch {
            throw Failure(describing: error)
        }
    }
}

extension SubjectStore {
    /// Why nothing goes on in a folder that commits to subjects and has no salts.
    static func missing(_ folder: DataFolder) -> LedgerError {
        LedgerError(
            .unavailable,
            "\(folder.subjects) is missing, and the journal counts by the commitments whose salts "
                + "were in it; put it back, or start with a new data folder"
        )
    }
}
