import Farthing
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

/// Everything that the console serves by default, and with an identity provider.
struct WholeConsole: Sendable {
    let routes: ConsoleRoutes

    init() async throws {
        let memory = try await MemoryDesk()
        let (desk, clock) = (memory.desk, memory.clock)
        let settings = try await SettingsInForce(desk.store)
        let people = try await People(desk.store) { clock.nowMs }
        let sessions = Sessions(isSecure: false) { settings.current.sessionMs }
        let killSwitch = KillSwitch { "acme" }
        let calls = WholeCalls(
            calls: try MemoryCalls(Policy(id: "policy", tenant: "acme", budgets: []), memory.store)
        )
        let pages = try SitePages(desk: desk, version: "1.2.3")
        var signIn = SignInRoutes.Parts(
            adminToken: try #require(AdminToken(AdminToken.make())),
            sessions: sessions,
            signInPage: { pages.signInPage($0) },
            audit: { _ in },
            clockMs: { clock.nowMs }
        )
        signIn.oidc = OIDCSignIn(
            try OIDC.Configuration(
                issuer: ScriptedProvider.issuer,
                clientID: ScriptedProvider.clientID,
                clientSecret: nil,
                redirectURL: ScriptedProvider.redirect
            ),
            people: people,
            transport: SilentProvider(),
            isSecure: false,
            clockMs: { clock.nowMs }
        )
        routes = ConsoleRoutes(
            pages,
            ConsoleRoutes.Parts(
                sessions: sessions,
                signIn: signIn,
                keys: MemoryKeyDesk(ring: memory.store.keyRing as? MemoryKeys),
                kills: Kills(desk, killSwitch, cutter: nil) { "acme" },
                killSwitch: killSwitch,
                calls: calls,
                policyTools: MemoryPolicyTools(),
                journal: ProvedJournal(),
                events: MemoryEvents(),
                webhooks: MemoryWebhooks(),
                paces: MemoryPaces(spent: [:]),
                settings: settings,
                people: people,
                endedRuns: EndedRuns(),
                language: .english
            )
        )
    }
}

/// A gateway that has a policy and prices, and no calls to cut.
private struct WholeCalls: CallDesk, CallCutter {
    let calls: MemoryCalls
    let cutter = MemoryCutter()

    var policy: CompiledPolicy { calls.policy }
    var prices: PriceBook { calls.prices }

    func scope(
        of key: AccessKey,
        claiming claims: [(dimension: Dimension, value: String)]
    ) async throws -> Scope { try await calls.scope(of: key, claiming: claims) }

    func keyedHash(_ bytes: [UInt8]) -> String { calls.keyedHash(bytes) }

    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        try await calls.closedHold(id)
    }

    func cut(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID] {
        await cutter.cut(where: fits)
    }
}

/// A provider that is asked for nothing.
private struct SilentProvider: OIDCTransport {
    func send(_ request: OIDCRequest) async throws(OIDCTransportError) -> OIDCAnswer {
        throw OIDCTransportError("nobody is there")
    }
}
