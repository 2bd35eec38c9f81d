import Farthing
import FarthingCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// What is configured is the process's, and so is its environment.
@Suite("configuration", .serialized)
struct ConfigurationTests {
    private static let whole = """
        {
          "dailyLimit": "5.00 USD", "softLimit": "4.00 USD", "downgradeTo": "gpt-5-mini",
          "minuteLimit": "500000 tokens", "data": "/var/lib/shop", "mode": "shadow",
          "timezone": "Europe/Berlin", "tenant": "acme", "agent": "support", "user": "alice"
        }
        """

    private func read(_ json: String) throws(ConfigurationError) -> FarthingConfiguration {
        try FarthingConfiguration(json: Array(json.utf8), place: "farthing.json")
    }

    private func withFile(
        _ text: String,
        named name: String = "farthing.json",
        _ body: (String) throws -> Void
    ) throws {
        var template = [CChar]("\(P_tmpdir)/farthing-conf-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no temporary folder") }
        let folder = template.withUnsafeBufferPointer { characters in
            String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        let path = folder + "/" + name
        defer {
            unlink(path)
            rmdir(folder)
        }
        if let file = fopen(path, "w") {
            fputs(text, file)
            fclose(file)
        }
        try body(path)
    }

    @Test("every member is read")
    func members() throws {
        let found = try read(Self.whole)
        #expect(found.dailyLimit == .usd("5.00"))
        #expect(found.softLimit == .usd("4.00"))
        #expect(found.downgradeTo == "gpt-5-mini")
        #expect(found.minuteLimit == .tokens(500_000))
        #expect(found.dataFolder == "/var/lib/shop")
        #expect(!found.isEnforced)
        #expect(found.timezone == "Europe/Berlin")
        #expect(found.tenant == "acme" && found.agent == "support" && found.user == "alice")
        #expect(found.gateway == nil)
        #expect(try read("{}") == FarthingConfiguration())
    }

    @Test("a gateway is reached by an address or by a socket, and no text shows its key")
    func gateway() throws {
        let byURL = try read(
            #"{"gateway": {"url": "http://127.0.0.1:8484", "key": "fk_secret"}}"#
        )
        #expect(byURL.gateway == .init(url: "http://127.0.0.1:8484", key: "fk_secret"))
        let bySocket = try read(#"{"gateway": {"socket": "/run/spend.sock", "key": "fk_secret"}}"#)
        #expect(bySocket.gateway?.socket == "/run/spend.sock")
        for found in [byURL, bySocket] {
            var dumped = ""
            dump(found, to: &dumped)
            let texts = [String(describing: found), String(reflecting: found), dumped]
            for text in texts {
                #expect(!text.contains("secret"))
                #expect(text.contains("127.0.0.1") || text.contains("spend.sock"))
            }
        }
    }

    @Test("an address with a password in it is refused, and shown by nothing")
    func password() throws {
        let json = #"{"gateway": {"url": "http://u:pw@x", "key": "k"}}"#
        let error = #expect(throws: ConfigurationError.self) { try read(json) }
        #expect(error.map { !"\($0)".contains("pw") } ?? false)
        let made = FarthingConfiguration.Gateway(url: "http://u:pw@x", key: "k")
        var dumped = ""
        dump(made, to: &dumped)
        for text in ["\(made)", String(reflecting: made), dumped] { #expect(!text.contains("pw")) }
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("", "farthing.json"),
            ("[]", "one object"),
            (#"{"dailyLimits": "5 USD"}"#, "farthing.json:1:17: dailyLimits: unknown member"),
            ("{\n  \"dailyLimit\": 5}", "farthing.json:2:17: dailyLimit: expected an amount"),
            (#"{"dailyLimit": "NaN USD"}"#, "expected an amount"),
            (#"{"dailyLimit": "-5 USD"}"#, "expected an amount"),
            (#"{"dailyLimit": "1e3 USD"}"#, "expected an amount"),
            (#"{"dailyLimit": "5"}"#, "expected an amount"),
            (#"{"dailyLimit": "5 calls"}"#, "expected an amount"),
            (#"{"dailyLimit": "-1 tokens"}"#, "expected an amount"),
            (#"{"dailyLimit": "1 USD", "dailyLimit": "9 USD"}"#, "duplicate member"),
            (#"{"mode": "canary"}"#, #"expected "enforce" or "shadow""#),
            (#"{"mode": true}"#, #"expected "enforce" or "shadow""#),
            (#"{"data": ""}"#, "expected a text"),
            (#"{"softLimit": "1 USD", "dailyLimit": "2 USD"}"#, "belong together"),
            (#"{"downgradeTo": "m"}"#, "belong together"),
            (#"{"downgradeTo": "m", "softLimit": "1 USD"}"#, "needs a dailyLimit"),
            (#"{"gateway": "http://x"}"#, "expected an object"),
            (#"{"gateway": {"url": "http://x"}}"#, #""key" is missing"#),
            (#"{"gateway": {"key": "k"}}"#, "either"),
            (#"{"gateway": {"url": "http://x", "socket": "/s", "key": "k"}}"#, "either"),
            (
                #"{"gateway": {"url": "ftp://x", "key": "k"}}"#,
                "farthing.json:1:21: gateway.url: must begin with https:// or http://"
            ),
            (
                #"{"gateway": {"url": "http://u:pw@x", "key": "k"}}"#,
                "farthing.json:1:21: gateway.url: has a user"
            ),
            (#"{"gateway": {"url": "http://x/?k=1", "key": "k"}}"#, "gateway.url: has a user"),
            (#"{"gateway": {"url": "http://x:99999", "key": "k"}}"#, "names no host and port"),
            (#"{"gateway": {"url": "http://x", "key": "k", "retries": 1}}"#, "gateway.retries"),
            (
                #"{"gateway": {"url": "http://x", "key": "k"}, "dailyLimit": "1 USD"}"#,
                "the budgets are the gateway's"
            ),
        ]
    )
    func wrong(_ json: String, _ wanted: String) {
        do throws(ConfigurationError) {
            _ = try read(json)
            Issue.record("it was read")
        } catch {
            #expect(error.description.contains(wanted), "\(error)")
        }
    }

    @Test("a path and either alphabet of base64 lead to the same configuration")
    func sources() throws {
        let wanted = try read(Self.whole)
        try withFile(Self.whole) { path in
            let found = try FarthingConfiguration.load(path)
            #expect(found == wanted)
        }
        let bytes = Array(Self.whole.utf8)
        for alphabet in [Base64.standard, .url] {
            let text = String(decoding: alphabet.encode(bytes), as: UTF8.self)
            #expect(try FarthingConfiguration.load(text) == wanted)
            #expect(try FarthingConfiguration.load(text + "\n") == wanted)
        }
        // As `base64` wraps its lines.
        var wrapped = ""
        for (index, byte) in Base64.standard.encode(bytes).enumerated() {
            if index > 0, index.isMultiple(of: 76) { wrapped += "\n" }
            wrapped.unicodeScalars.append(Unicode.Scalar(byte))
        }
        #expect(try FarthingConfiguration.load(wrapped) == wanted)
    }

    @Test("what is neither is told without showing it")
    func neither() throws {
        let secret = #"{"gateway": {"url": "http://x", "key": "fk_secret"}}"#
        let broken = String(decoding: Base64.standard.encode(Array(secret.utf8)), as: UTF8.self)
            .dropLast(5)
        for source in [String(broken), "", "fk_secret", secret] {
            do throws(ConfigurationError) {
                _ = try FarthingConfiguration.load(source)
                Issue.record("it was read")
            } catch {
                #expect(error.message.contains("neither"))
                #expect(!error.description.contains("fk_secret"))
                if !broken.isEmpty { #expect(!error.description.contains(broken.prefix(12))) }
            }
        }
        do throws(ConfigurationError) {
            _ = try FarthingConfiguration.load("/nowhere/farthing.json")
            Issue.record("it was read")
        } catch {
            #expect(error.description.hasPrefix("/nowhere/farthing.json: cannot be read"))
        }
    }

    @Test("the environment counts until something is configured, and clearing ends that")
    func standing() throws {
        try withFile(#"{"dailyLimit": "1 USD"}"#) { path in
            setenv(FarthingConfiguration.variable, path, 1)
            defer { unsetenv(FarthingConfiguration.variable) }
            #expect(try FarthingConfiguration.inForce()?.dailyLimit == .usd("1"))
            #expect(try FarthingConfiguration.load()?.dailyLimit == .usd("1"))

            var own = FarthingConfiguration()
            own.dailyLimit = .usd(2)
            FarthingConfiguration.configure(own)
            #expect(try FarthingConfiguration.inForce()?.dailyLimit == .usd(2))

            // What cannot be read leaves what is in force.
            #expect(throws: ConfigurationError.self) {
                try FarthingConfiguration.configure(from: "/nowhere.json")
            }
            #expect(try FarthingConfiguration.inForce()?.dailyLimit == .usd(2))

            FarthingConfiguration.configure(nil)
            #expect(try FarthingConfiguration.inForce() == nil)

            try FarthingConfiguration.configure()
            #expect(try FarthingConfiguration.inForce()?.dailyLimit == .usd("1"))
        }
        #expect(try FarthingConfiguration.load() == nil)
        try FarthingConfiguration.configure()
        #expect(try FarthingConfiguration.inForce() == nil)
    }

    @Test("a file that is too long, and a folder, are refused")
    func odd() throws {
        let long = String(repeating: " ", count: 70_000) + "{}"
        try withFile(long) { path in
            _ = #expect(throws: ConfigurationError.self) {
                try FarthingConfiguration.load(path)
            }
        }
        #expect(throws: ConfigurationError.self) { _ = try FarthingConfiguration.load("/") }
    }

    @Test("the system's time zones are found, and nothing outside of them")
    func zones() throws {
        #expect(try ZoneRules.system("UTC") == .utc)
        let berlin = try ZoneRules.system("Europe/Berlin")
        #expect(berlin.offsetMs(atMs: 1_800_000_000_000) == 3_600_000)
        for name in ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd"] {
            #expect(throws: ZoneError.self) { try ZoneRules.system(name) }
        }
    }
}
