import Testing

@testable import FarthingConsole

@Suite("Console access: who a person of the provider is here")
struct OIDCPeopleTests {
    private static let roles: [String: Set<Role>] = ["ops": [.operator], "boss": [.admin]]

    @Test("an address counts only where the provider vouches for it")
    func verified() async throws {
        let cases: [(String?, Bool, Bool)] = [
            ("true", false, true), (#""true""#, false, true), ("false", false, false),
            ("false", true, false), (#""false""#, true, false), ("null", false, false),
            (nil, false, false), (nil, true, true), ("1", true, false),
        ]
        for (verified, isTrusted, isIn) in cases {
            let rig = try OIDCRig { $0.isEmailTrusted = isTrusted }
            rig.provider.change { $0.claims["email_verified"] = .some(verified) }
            let answer = try await rig.signIn()
            #expect(answer.status == (isIn ? 303 : 403), "\(verified ?? "-") \(isTrusted)")
            if !isIn {
                #expect(rig.fault == .noRole)
                #expect(rig.rig.events.last?.who == "person:user-1")
            }
        }
    }

    @Test(
        "an address that looks like another's, or is none, is nobody's",
        arguments: [
            // The Kelvin sign's lower case is a k.
            "ann@e\u{212A}ample.com", "ann@example.com ", " ann@example.com",
            "ann@example.com\u{0}",
            "ann\u{200B}@example.com", "ann", "@", "ann@", "@example.com", "",
            String(repeating: "a", count: 250) + "@example.com",
        ]
    )
    func strangeAddresses(_ email: String) async throws {
        let rig = try OIDCRig()
        let escaped = email.unicodeScalars.map { scalar in
            scalar.value == 0 ? #"\u0000"# : String(scalar)
        }.joined()
        rig.provider.change { $0.claims["email"] = "\"\(escaped)\"" }
        #expect(try await rig.signIn().status == 403)
        #expect(rig.fault == .noRole)
    }

    @Test("the subject finds a person too")
    func bySubject() async throws {
        var people = PeopleInMemory()
        people.people = ["user-1": Person(id: "user-1", shownName: "", roles: [.viewer])]
        let rig = try OIDCRig(people: people)
        #expect(try await rig.whoami(try await rig.signIn()) == "person:user-1 - read")
    }

    @Test("groups give roles to people whom the directory does not know, and to nobody else")
    func groups() async throws {
        var nobody = PeopleInMemory()
        nobody.people = [:]
        let known = PeopleInMemory()
        var blocked = PeopleInMemory()
        blocked.people["ann@example.com"] = Person(
            id: "ann@example.com",
            shownName: "Ann",
            roles: []
        )
        let cases: [(PeopleInMemory, String?, String?)] = [
            (nobody, #"["ops"]"#, "person:ann@example.com - operate read"),
            (nobody, #""ops""#, "person:ann@example.com - operate read"),
            (
                nobody, #"["x",7,null,{"a":["boss"]},"ops"]"#,
                "person:ann@example.com - operate read"
            ),
            (
                nobody, #"["ops","boss"]"#,
                "person:ann@example.com - administer approve audit operate read"
            ),
            (nobody, #"["Ops"," ops","boss "]"#, nil), (nobody, "[]", nil), (nobody, nil, nil),
            (nobody, #"{"ops":true}"#, nil),
            (known, #"["boss"]"#, "person:ann@example.com ws-1 audit operate read"),
            (blocked, #"["boss"]"#, nil),
        ]
        for (people, groups, expected) in cases {
            let rig = try OIDCRig(people: people) { $0.groupRoles = Self.roles }
            rig.provider.change { $0.claims["groups"] = .some(groups) }
            let answer = try await rig.signIn()
            if let expected {
                #expect(try await rig.whoami(answer) == expected)
            } else {
                #expect(answer.status == 403)
                #expect(rig.fault == .noRole)
                #expect(rig.rig.events.last?.who == "person:ann@example.com")
                #expect(rig.rig.sessions.count == 0)
            }
        }
    }

    @Test("a group's roles hold in its workspace, and those that hold everywhere go before")
    func groupsOfWorkspaces() async throws {
        var nobody = PeopleInMemory()
        nobody.people = [:]
        let cases: [(String, String?)] = [
            (#"["ops"]"#, "person:ann@example.com ws-1 operate read"),
            (#"["ops","books"]"#, "person:ann@example.com ws-1 audit operate read"),
            (#"["ops","all"]"#, "person:ann@example.com - read"),
            (#"["ops","shop"]"#, nil),
            (#"["ops","shop","all"]"#, "person:ann@example.com - read"),
        ]
        for (groups, expected) in cases {
            let rig = try OIDCRig(people: nobody) {
                $0.groupRoles = [
                    "ops": [.operator], "books": [.auditor], "shop": [.viewer], "all": [.viewer],
                ]
                $0.groupWorkspaces = ["ops": "ws-1", "books": "ws-1", "shop": "ws-2"]
            }
            rig.provider.change { $0.claims["groups"] = .some(groups) }
            let answer = try await rig.signIn()
            if let expected {
                #expect(try await rig.whoami(answer) == expected)
            } else {
                #expect(answer.status == 403 && rig.fault == .noRole)
                #expect(rig.rig.sessions.count == 0)
            }
        }
    }

    @Test("groups may stand in a claim of another name")
    func claimName() async throws {
        var people = PeopleInMemory()
        people.people = [:]
        let rig = try OIDCRig(people: people) {
            $0.groupRoles = Self.roles
            $0.groupsClaim = "https://example.com/teams"
        }
        rig.provider.change {
            $0.claims["https://example.com/teams"] = #"["ops"]"#
            $0.claims["groups"] = #"["boss"]"#
        }
        #expect(
            try await rig.whoami(try await rig.signIn()) == "person:ann@example.com - operate read"
        )
    }

    @Test("a directory that cannot be asked lets nobody in")
    func away() async throws {
        var people = PeopleInMemory()
        people.isAway = true
        let rig = try OIDCRig(people: people) { $0.groupRoles = Self.roles }
        rig.provider.change { $0.claims["groups"] = #"["boss"]"# }
        #expect(try await rig.signIn().status == 503)
        #expect(rig.fault == .directoryAway)
    }

    @Test("a person's removal ends the session")
    func removal() async throws {
        let rig = try OIDCRig()
        let answer = try await rig.signIn()
        #expect(try await rig.whoami(answer).hasPrefix("person:ann@example.com"))
        #expect(rig.rig.sessions.endAll(of: Person.principalName("ann@example.com")) == 1)
        #expect(try await rig.whoami(answer).contains("session_ended"))
    }
}
