import FarthingCore

/// Renders counts and accounts as Prometheus text (exposition format 0.0.4).
struct MetricsText {
    private(set) var text = ""

    mutating func counter(_ name: String, _ help: String, _ value: Int64) {
        begin(name, help, "counter")
        text += "\(name) \(value)\n"
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Int64) {
        begin(name, help, "gauge")
        text += "\(name) \(value)\n"
    }

    mutating func begin(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
        let rendered = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        text += "\(name){\(rendered)} \(value)\n"
    }

    /// What something beside the gateway adds.
    mutating func write(_ metric: ExtraMetric) {
        switch metric.figures {
        case .one(let value): gauge(metric.name, metric.help, value)
        case .each(let label, let values):
            begin(metric.name, metric.help, "counter")
            for (value, count) in values { sample(metric.name, [(label, value)], "\(count)") }
        }
    }

    /// Everything that the loops have counted.
    mutating func write(_ counters: LoopCounters) {
        counter("farthing_calls_total", "Calls that were read and priced.", counters.calls)
        counter("farthing_holds_total", "Calls whose money was set aside.", counters.holds)
        begin("farthing_settles_total", "Settlements by evidence.", "counter")
        for evidence in Evidence.allCases {
            let value = counters.settles[evidence] ?? 0
            sample("farthing_settles_total", [("evidence", evidence.rawValue)], "\(value)")
        }
        counter("farthing_releases_total", "Holds that were given back.", counters.released)
        begin("farthing_refusals_total", "Requests refused, by code.", "counter")
        for (code, value) in counters.refusals.sorted(by: { $0.key < $1.key }) {
            sample("farthing_refusals_total", [("code", code)], "\(value)")
        }
        counter(
            "farthing_settled_nanos_total",
            "What calls cost, in nano-units of the currency.",
            counters.settledNanos
        )
        counter(
            "farthing_overrun_nanos_total",
            "What was billed beyond what could be bounded, in nano-units of the currency.",
            counters.overrunNanos
        )
        counter("farthing_streams_cut_total", "Streams ended by a budget.", counters.streamsCut)
        counter("farthing_clients_gone_total", "Clients that hung up.", counters.clientsGone)
        counter(
            "farthing_retried_fresh_total",
            "Requests sent once more because a reused connection was closed.",
            counters.retriedOnFresh
        )
        counter(
            "farthing_fallbacks_total",
            "Calls that went on to another upstream because one failed.",
            counters.fallbacks
        )
        counter(
            "farthing_counts_total",
            "Inputs that a provider was asked to count because their bound did not fit.",
            counters.counts
        )
        counter(
            "farthing_model_mismatches_total",
            "Answers by another model than was asked for.",
            counters.modelMismatches
        )
        counter(
            "farthing_usage_mismatches_total",
            "Answers that showed more output than their usage said.",
            counters.usageMismatches
        )
        writeLatencies(counters)
    }

    private mutating func writeLatencies(_ counters: LoopCounters) {
        let name = "farthing_phase_seconds"
        begin(name, "Time from a request's head to the end of a phase.", "histogram")
        for phase in LoopCounters.Phase.allCases {
            let histogram = counters.latencies[phase.rawValue]
            var sum: Int64 = 0
            for (bound, count) in zip(LoopCounters.boundsUs, histogram.buckets) {
                sum += count
                let labels = [("phase", phase.name), ("le", Self.seconds(us: bound))]
                sample(name + "_bucket", labels, "\(sum)")
            }
            let last = [("phase", phase.name), ("le", "+Inf")]
            sample(name + "_bucket", last, "\(histogram.count)")
            sample(name + "_sum", [("phase", phase.name)], Self.seconds(us: histogram.sumUs))
            sample(name + "_count", [("phase", phase.name)], "\(histogram.count)")
        }
    }

    /// The open accounts: what is limited, spent and held.
    mutating func write(_ accounts: [AccountStatement]) {
        let names: [(String, String, KeyPath<AccountStatement, Int64>)] = [
            ("farthing_account_limit", "The limit with its top-ups.", \.limitWithTopUps),
            ("farthing_account_spent", "What is spent in the open window.", \.spent),
            ("farthing_account_held", "What is held.", \.held),
            ("farthing_account_overrun", "What went past the limit.", \.overrun),
        ]
        for (name, help, path) in names {
            begin(name, help + " Nano-units for money.", "gauge")
            for account in accounts.prefix(Self.accountsMax) {
                let labels = [
                    ("budget", account.key.budget), ("scope", account.key.scope),
                    ("unit", account.unit.name),
                ]
                sample(name, labels, "\(account[keyPath: path])")
            }
        }
    }

    /// Accounts shown in metrics: a scrape must stay small.
    static let accountsMax = 1_000

    private static func seconds(us: Int64) -> String {
        let part = String(us % 1_000_000)
        return "\(us / 1_000_000)." + String(repeating: "0", count: 6 - part.utf8.count) + part
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension AccountStatement {
    fileprivate var limitWithTopUps: Int64 {
        Int64(clamping: Int128(limit) + Int128(topUps))
    }
}
