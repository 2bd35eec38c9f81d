public import Farthing
public import FarthingCore

extension FarthingLocal {
    /// Everything in one line: a data folder with a signed journal, a limit for each day, and a
    /// governor over it.
    ///
    /// - Parameters:
    ///   - dailyLimit: the most that all calls together may cost from midnight to midnight.
    ///   - softLimit: from when on in the day calls go to `downgradeTo`; in the limit's unit.
    ///   - downgradeTo: the model that takes calls past the soft limit where it is cheaper, of the
    ///     provider that was asked for. A call whose cost was stated is refused with
    ///     ``SpendError/Code/downgradeNeeded`` instead.
    ///   - perMinuteLimit: the most that they may cost in a minute.
    ///   - folder: where journal and keys are; nil for the program's own, see ``open(folder:policy:prices:options:)``.
    ///   - timezone: where midnight is, as `Europe/Berlin`; nil for UTC.
    ///   - tenant: whose budgets these are, for receipts.
    ///   - agent: which agent the calls are made by where neither they nor their task say it.
    ///   - user: on whose behalf.
    ///   - enforce: false counts and records everything, and refuses nothing.
    ///   - prices: what models cost; without it calls state what they cost.
    /// - Throws: ``LocalError``; nothing runs on then.
    public static func governor(
        dailyLimit: BudgetLimit,
        softLimit: BudgetLimit? = nil,
        downgradeTo: String? = nil,
        perMinuteLimit: BudgetLimit? = nil,
        folder: String? = nil,
        timezone: String? = nil,
        tenant: String? = nil,
        agent: String? = nil,
        user: String? = nil,
        enforce: Bool = true,
        prices: PriceBook? = nil,
        options: Options = Options()
    ) async throws(LocalError) -> Governor {
        try await open(
            dailyLimit: dailyLimit,
            softLimit: softLimit,
            downgradeTo: downgradeTo,
            perMinuteLimit: perMinuteLimit,
            folder: folder,
            timezone: timezone,
            tenant: tenant,
            agent: agent,
            user: user,
            enforce: enforce,
            prices: prices,
            options: options
        ).governor
    }

    /// The same, for a program that closes its folder before it ends.
    public static func open(
        dailyLimit: BudgetLimit,
        softLimit: BudgetLimit? = nil,
        downgradeTo: String? = nil,
        perMinuteLimit: BudgetLimit? = nil,
        folder: String? = nil,
        timezone: String? = nil,
        tenant: String? = nil,
        agent: String? = nil,
        user: String? = nil,
        enforce: Bool = true,
        prices: PriceBook? = nil,
        options: Options = Options()
    ) async throws(LocalError) -> FarthingLocal {
        let limits = DailyLimits(
            daily: dailyLimit,
            soft: softLimit,
            downgradeTo: downgradeTo,
            perMinute: perMinuteLimit,
            timezone: timezone,
            tenant: tenant,
            isEnforced: enforce
        )
        var options = options
        if let agent { options.governor.scope[.agent] = agent }
        if let user { options.governor.scope[.user] = user }
        return try await open(
            folder: folder,
            policy: try limits.policy(prices: prices),
            prices: prices,
            options: options
        )
    }

    /// Starts as the operator has said: what ``FarthingConfiguration/configure(_:)`` has put in force,
    /// or what `FARTHING_CONFIG` names.
    ///
    /// - Parameter configuration: nil for the one in force.
    public static func open(
        configuration: FarthingConfiguration? = nil,
        prices: PriceBook? = nil,
        options: Options = Options()
    ) async throws(LocalError) -> FarthingLocal {
        let configuration = if let configuration { configuration } else { try inForce() }
        guard configuration.gateway == nil else {
            throw LocalError(
                .invalid,
                "the configuration names a gateway, which keeps the budgets; ask it with RemoteLedger "
                    + "of FarthingRemote"
            )
        }
        guard let dailyLimit = configuration.dailyLimit else {
            throw LocalError(.invalid, "the configuration has no dailyLimit; add one")
        }
        return try await open(
            dailyLimit: dailyLimit,
            softLimit: configuration.softLimit,
            downgradeTo: configuration.downgradeTo,
            perMinuteLimit: configuration.minuteLimit,
            folder: configuration.dataFolder,
            timezone: configuration.timezone,
            tenant: configuration.tenant,
            agent: configuration.agent,
            user: configuration.user,
            enforce: configuration.isEnforced,
            prices: prices,
            options: options
        )
    }

    private static func inForce() throws(LocalError) -> FarthingConfiguration {
        let found: FarthingConfiguration?
        do throws(ConfigurationError) {
            found = try FarthingConfiguration.inForce()
        } catch {
            throw LocalError(.invalid, error.description)
        }
        guard let found else {
            throw LocalError(
                .invalid,
                "nothing is configured; set \(FarthingConfiguration.variable) to the path of a JSON "
                    + "file, or state the limits in the program"
            )
        }
        return found
    }
}
