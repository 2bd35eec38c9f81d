import Farthing
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("agents that only their calls name")
struct CalledAgentTests {
    private static let budget =
        #"{"definition":{"id":"per-agent","limit":"100 USD","window":"total","per":["agent"]}}"#

    /// A rig in which these have made a call each.
    private static func rig(_ names: [String]) async throws -> SiteRig {
        let rig = try await SiteRig()
        let made = try await rig.program("POST", "/v1/budgets", budget)
        #expect(made.status == 201, "\(made.text)")
        for name in names { #expect(try await isAdmitted(name, rig)) }
        return rig
    }

    /// Has an agent make a call, as by a gateway's header.
    private static func isAdmitted(_ name: String, _ rig: SiteRig) async throws -> Bool {
        let context = SpendRig.context([.agent: name], key: "key_gateway")
        let id = HoldID.random()
        let hold = HoldRequest(
            id: id,
            lines: [
                HoldLine(
                    budget: "per-agent",
                    scope: context.scope.key(per: [.agent]),
                    base: 1_000_000
                )
            ],
            expiresAtMs: rig.clock.nowMs + 60_000,
            isSent: true,
            context: context
        )
        let nowMs = rig.clock.nowMs
        let outcome = try await rig.desk.store.apply([.hold(hold)], nowMs: nowMs).first
        guard case .held? = outcome else { return false }
        let settle = SettleRequest(id: id, amounts: [1_000_000], evidence: .reported)
        _ = try await rig.desk.store.apply([.settle(settle)], nowMs: nowMs)
        return true
    }

    @Test("they stand behind those that are registered, a page at a time, and are marked")
    func list() async throws {
        let names = ["a b", "zed", "Über", "mid"]
        let rig = try await Self.rig(names)
        let (id, _) = try await rig.agent("known")
        var found: [String] = []
        var cursor: String?
        for _ in 0..<9 {
            let place = cursor.map { "&cursor=" + $0 } ?? ""
            let page = try await rig.program("GET", "/v1/agents?limit=2" + place)
            #expect(page.status == 200, "\(page.text)")
            let root = try JSONDocument(Array(page.text.utf8)).root
            for item in try #require(root.member("items")).elements {
                let name = item.member("id")?.string ?? ""
                #expect(item.member("is_registered")?.bool == (name == id))
                found.append(name)
            }
            cursor = root.member("next")?.string
            if cursor == nil { break }
        }
        #expect(found == [id, "a b", "mid", "zed", "Über"])
        #expect(try await rig.program("GET", "/v1/agents?state=retired").text.contains("[]"))
        let some = try await rig.program("GET", "/v1/agents?name=m")
        #expect(some.text.contains(#""mid""#) && !some.text.contains("zed"))
    }

    @Test("one is stopped, paused and resumed by its name, and nobody else is")
    func switches() async throws {
        let rig = try await Self.rig(["loop", "other"])
        let path = "/v1/agents/loop"
        let paused = try await rig.program("POST", path + "/pause", #"{"note":"too fast"}"#)
        #expect(paused.text.contains(#""state":"paused""#), "\(paused.status) \(paused.text)")
        #expect(try await !Self.isAdmitted("loop", rig))
        #expect(try await Self.isAdmitted("other", rig))
        #expect(try await rig.program("POST", path + "/resume").text.contains(#""state":"active""#))
        #expect(try await Self.isAdmitted("loop", rig))

        let killed = try await rig.program("POST", path + "/kill", #"{"note":"it loops"}"#)
        #expect(killed.status == 200 && killed.text.contains("released_holds"), "\(killed.text)")
        #expect(try await rig.program("GET", path).text.contains(#""state":"killed""#))
        #expect(try await !Self.isAdmitted("loop", rig))
        #expect(try await Self.isAdmitted("other", rig))
        let stopped = try await rig.program("GET", "/v1/agents?state=killed")
        #expect(stopped.text.contains("loop") && !stopped.text.contains("other"))
        #expect(try await rig.program("POST", path + "/resume").status == 200)
        #expect(try await Self.isAdmitted("loop", rig))
    }

    @Test("a name that no call has said is none, and who runs one workspace stops nobody by name")
    func others() async throws {
        let rig = try await Self.rig(["loop"])
        for verb in ["kill", "pause", "resume"] {
            #expect(try await rig.program("POST", "/v1/agents/typo/" + verb).status == 404)
        }
        #expect(try await rig.program("POST", "/v1/agents/loop/reset").status == 404)
        let theirs = try rig.browser([.operator], workspace: "default")
        let pressed = try await rig.press("/agents/loop/kill", theirs, ["word": "stop"])
        #expect(pressed.status == 404)
        #expect(try await rig.open("/agents/loop", theirs).status == 404)
        #expect(try await Self.isAdmitted("loop", rig))
    }

    @Test("a page tells the models of today's calls, and what they hold now")
    func models() async throws {
        let rig = try await Self.rig([])
        let values: [Dimension: String] = [.agent: "talker", .model: "gpt-4o", .run: "r"]
        let context = SpendRig.context(values, key: "sidecar")
        let hold = HoldRequest(
            id: .random(),
            lines: [HoldLine(budget: "per-agent", scope: "agent=talker", base: 2_500_000)],
            expiresAtMs: rig.clock.nowMs + 60_000,
            isSent: false,
            context: context
        )
        var other = hold
        other.id = .random()
        let settle = SettleRequest(id: other.id, amounts: [7_000_000], evidence: .reported)
        let commands: [Command] = [.hold(hold), .hold(other), .settle(settle)]
        _ = try await rig.desk.store.apply(commands, nowMs: rig.clock.nowMs)
        let page = try await rig.open("/agents/talker", try rig.browser())
        #expect(page.text.contains("Models today") && page.text.contains(">gpt-4o<"))
        let figures = try #require(page.text.firstRange(of: "Held now"))
        #expect(page.text[figures.upperBound...].prefix(60).contains("0.00"), "\(page.text)")
        #expect(page.text[figures.upperBound...].prefix(200).contains("25"))
    }

    @Test("the pages list, link and stop them")
    func pages() async throws {
        let rig = try await Self.rig(["loop <b>"])
        let browser = try rig.browser([.operator])
        let path = "/agents/loop%20%3Cb%3E"
        let list = try await rig.open("/agents", browser)
        #expect(list.text.contains(path) && list.text.contains("not registered"))
        #expect(!list.text.contains("loop <b>"))
        #expect(try await rig.open("/", browser).text.contains(path))
        let page = try await rig.open(path, browser)
        #expect(page.status == 200 && page.text.contains("Stop this agent"), "\(page.text)")
        #expect(!page.text.contains("Reset today"))
        let pressed = try await rig.press(path + "/kill", browser, ["word": "stop"])
        #expect(pressed.status == 303, "\(pressed.text)")
        #expect(try await rig.open(path, browser).text.contains("It is stopped"))
        #expect(try await !Self.isAdmitted("loop <b>", rig))
    }
}
