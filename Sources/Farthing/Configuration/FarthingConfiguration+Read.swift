import FarthingCore

extension FarthingConfiguration {
    /// The longest text that is read: some dozens of short members.
    static let bytesMax = 65_536

    private static let names = [
        "gateway", "data", "dailyLimit", "softLimit", "downgradeTo", "minuteLimit", "mode",
        "timezone",
        "tenant", "agent", "user",
    ]

    /// Reads one JSON object.
    ///
    /// - Parameters:
    ///   - json: the text in UTF-8, at most 64 KiB.
    ///   - place: what the text is called in errors.
    /// - Throws: ``ConfigurationError`` for what is no such object, a member that is not known, or a
    ///   value that is none; it names line and column.
    public init(json: [UInt8], place: String = "configuration") throws(ConfigurationError) {
        self.init()
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(json, limits: Self.limits).root
        } catch {
            throw ConfigurationError(place, error.message)
        }
        guard root.kind == .object else {
            throw ConfigurationError(
                place,
                "expected one object, as {\"dailyLimit\": \"5.00 USD\"}"
            )
        }
        for (name, node) in root.members {
            try take(Member(name: name, node: node, file: place))
        }
        try check(place)
    }

    private static var limits: JSONLimits {
        var limits = JSONLimits.standard
        limits.bytesMax = bytesMax
        return limits
    }

    private mutating func take(_ member: Member) throws(ConfigurationError) {
        switch member.name {
        case "gateway": gateway = try member.gateway()
        case "data": dataFolder = try member.text()
        case "dailyLimit": dailyLimit = try member.limit()
        case "softLimit": softLimit = try member.limit()
        case "downgradeTo": downgradeTo = try member.text()
        case "minuteLimit": minuteLimit = try member.limit()
        case "mode": isEnforced = try member.choice("enforce", or: "shadow")
        case "timezone": timezone = try member.text()
        case "tenant": tenant = try member.text(bytesMax: Scope.valueBytesMax)
        case "agent": agent = try member.text(bytesMax: Scope.valueBytesMax)
        case "user": user = try member.text(bytesMax: Scope.valueBytesMax)
        default: throw member.unknown(among: Self.names)
        }
    }

    /// What the members say together.
    private func check(_ place: String) throws(ConfigurationError) {
        if (softLimit == nil) != (downgradeTo == nil) {
            throw ConfigurationError(
                place,
                "softLimit and downgradeTo belong together: give both, or neither"
            )
        }
        if softLimit != nil, dailyLimit == nil {
            throw ConfigurationError(place, "softLimit needs a dailyLimit that it is a part of")
        }
        guard gateway != nil else { return }
        if dataFolder != nil || dailyLimit != nil || minuteLimit != nil {
            throw ConfigurationError(
                place,
                "the budgets are the gateway's where there is one; write data, dailyLimit and "
                    + "minuteLimit into the server's own configuration and policy, or leave gateway "
                    + "out"
            )
        }
    }
}

/// One member of the configuration, and where it stands.
private struct Member {
    let name: String
    let node: JSONNode
    let file: String

    func error(_ message: String) -> ConfigurationError {
        ConfigurationError("\(file):\(node.line):\(node.column): \(printable(name))", message)
    }

    func unknown(among names: [String]) -> ConfigurationError {
        error("unknown member; there are " + names.joined(separator: ", "))
    }

    func text(bytesMax: Int = 4_096) throws(ConfigurationError) -> String {
        guard let text = node.string, (1...bytesMax).contains(text.utf8.count),
            !text.utf8.contains(0)
        else { throw error("expected a text of 1 to \(bytesMax) bytes") }
        return text
    }

    func choice(_ yes: String, or no: String) throws(ConfigurationError) -> Bool {
        if node.isEqual(to: yes) { return true }
        guard node.isEqual(to: no) else { throw error("expected \"\(yes)\" or \"\(no)\"") }
        return false
    }

    /// `5.00 USD`, or `500000 tokens`.
    func limit() throws(ConfigurationError) -> BudgetLimit {
        let words = (node.string ?? "").split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 2, let unit = BudgetUnit(name: String(words[1])) {
            switch unit {
            case .money(let currency):
                let limit = BudgetLimit.money(String(words[0]), currency)
                if let value = limit.value, value <= Money.maxNanos { return limit }
            case .tokens:
                let limit = Int64(words[0]).map { BudgetLimit.tokens($0) }
                if let value = limit?.value, let limit, (0...Money.maxNanos).contains(value) {
                    return limit
                }
            default: break
            }
        }
        throw error("expected an amount in quotes, such as \"5.00 USD\" or \"500000 tokens\"")
    }

    func gateway() throws(ConfigurationError) -> FarthingConfiguration.Gateway {
        guard node.kind == .object else {
            throw error(
                "expected an object, as {\"url\": \"http://127.0.0.1:8484\", \"key\": \"fk_…\"}"
            )
        }
        var found: [String: String] = [:]
        for (name, value) in node.members {
            let member = Member(name: "gateway." + name, node: value, file: file)
            guard ["url", "socket", "key"].contains(name) else {
                throw member.unknown(among: ["url", "socket", "key"])
            }
            found[name] = try member.text()
        }
        guard let key = found["key"] else { throw error("the member \"key\" is missing") }
        switch (found["url"], found["socket"]) {
        case (let url?, nil):
            do throws(HTTPAddress.Fault) {
                _ = try HTTPAddress(url)
            } catch {
                let node = node.member("url") ?? node
                let member = Member(name: "gateway.url", node: node, file: file)
                throw member.error("\(error.reason); write it as http://127.0.0.1:8484")
            }
            return FarthingConfiguration.Gateway(url: url, key: key)
        case (nil, let socket?): return FarthingConfiguration.Gateway(socket: socket, key: key)
        default: throw error("expected either \"url\" or \"socket\"")
        }
    }
}
