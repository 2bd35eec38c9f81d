import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// Webhooks that people set up.
struct WebhooksAPITests {
    let rig: SpendRig
    let desk = MemoryWebhooks()

    init() async throws {
        let desk = desk
        rig = try await SpendRig { parts in WebhooksAPI(desk: parts.desk, webhooks: desk).routes }
    }

    private func create(
        _ url: String = "https://hooks.example.com/path?token=PLANTED",
        more: String = "",
        by sender: SpendRig.Sender = .admin
    ) async throws -> ControlRig.Answer {
        try await rig.send("POST", "/v1/webhooks", #"{"url":"\#(url)"\#(more)}"#, by: sender)
    }

    @Test("a webhook's secret is shown once, and neither it nor the query is in the registry")
    func created() async throws {
        let made = try await create(more: #","types":["budget.*"],"language":"es""#)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["secret"].hasPrefix("whsec_") && made["secret"].utf8.count == 50)
        #expect(made["url"] == "https://hooks.example.com/path" && made["language"] == "es")
        #expect(
            made.field("location") == "/v1/webhooks/" + made["id"] && made.field("etag") == "\"1\""
        )
        #expect(desk.kept[made["id"]]?.address == "https://hooks.example.com/path?token=PLANTED")
        #expect(desk.kept[made["id"]]?.secret == made["secret"])
        let list = try await rig.send("GET", "/v1/webhooks")
        #expect(list.each("id") == [made["id"]])
        #expect(!list.text.contains("whsec_") && !list.text.contains("PLANTED"))
        let journal = rig.index.rows.map { String(decoding: $0.line, as: UTF8.self) }.joined()
        #expect(!journal.contains("whsec_") && !journal.contains("PLANTED"))
        #expect(journal.contains("hooks.example.com"))
    }

    @Test("a repeat under the same key makes nothing, and does not show the secret again")
    func idempotent() async throws {
        let fields: KeyValuePairs = ["idempotency-key": "k1"]
        let body = #"{"url":"https://hooks.example.com"}"#
        let first = try await rig.send("POST", "/v1/webhooks", body, fields)
        let again = try await rig.send("POST", "/v1/webhooks", body, fields)
        #expect(first["id"] == again["id"] && again.isNull("secret"))
        #expect(again.field("idempotency-replayed") == "true")
        #expect(try await rig.send("GET", "/v1/webhooks").items.count == 1)
    }

    @Test("an edit needs the version that was read, and changes what it names")
    func edited() async throws {
        let id = try await create()["id"]
        let target = "/v1/webhooks/" + id
        let body = #"{"enabled":false,"types":["call.refused"]}"#
        #expect(try await rig.send("PATCH", target, body).status == 428)
        let stale = try await rig.send("PATCH", target, body, ["if-match": "\"7\""])
        #expect(stale.status == 412)
        let done = try await rig.send("PATCH", target, body, ["if-match": "\"1\""])
        #expect(done.status == 200 && done.field("etag") == "\"2\"", "\(done.text)")
        #expect(done.object["enabled"] as? Bool == false && done.list("types") == ["call.refused"])
        #expect(desk.kept[id]?.webhook.isEnabled == false)
        // What it does not name stays, the secret and the whole address too.
        #expect(desk.kept[id]?.address?.contains("PLANTED") == true && desk.kept[id]?.secret != nil)
        for wrong in ["{}", #"{"enabled":null}"#, #"{"secret":"x"}"#, #"{"language":"xx"}"#] {
            let answer = try await rig.send("PATCH", target, wrong, ["if-match": "\"2\""])
            #expect(answer.status == 422, "\(wrong)")
        }
    }

    @Test("a removed one is gone, with its secret")
    func removed() async throws {
        let id = try await create()["id"]
        #expect(try await rig.send("DELETE", "/v1/webhooks/" + id + "?note=old").status == 204)
        #expect(desk.kept.isEmpty)
        for method in ["DELETE", "PATCH"] {
            let body = method == "PATCH" ? #"{"enabled":true}"# : nil
            let answer = try await rig.send(method, "/v1/webhooks/" + id, body, ["if-match": "*"])
            #expect(answer.status == 404)
        }
    }

    @Test("a test says what the receiver has answered")
    func tested() async throws {
        let id = try await create()["id"]
        let answer = try await rig.send("POST", "/v1/webhooks/\(id)/test")
        #expect(answer.status == 200 && answer.number("status") == 204)
        #expect(answer.number("duration_ms") == 41 && answer.isNull("error"))
        #expect(try await rig.send("POST", "/v1/webhooks/wh_0000000000000000/test").status == 404)
    }

    @Test("what is wrong with an address or a type is said, and nothing of it is repeated")
    func faults() async throws {
        for more in [
            #","types":["nope.*"]"#, #","types":["budget.*","budget.*"]"#, #","types":"budget.*""#,
            #","more":1"#, #","enabled":1"#,
        ] {
            #expect(try await create(more: more).status == 422, "\(more)")
        }
        let insecure = try await create("http://elsewhere.example.com/PLANTED")
        #expect(insecure.status == 422 && !insecure.text.contains("PLANTED"))
        #expect(try await rig.send("POST", "/v1/webhooks", "{}").status == 422)
        #expect(desk.kept.isEmpty)
    }

    @Test("there are eight at most, and where one cannot be kept there is none")
    func bounds() async throws {
        rig.store.failOnce(LedgerError(.unavailable, "no"))
        #expect(try await create().status == 503)
        #expect(desk.kept.isEmpty)
        for _ in 0..<Webhook.countMax { #expect(try await create().status == 201) }
        let ninth = try await create()
        #expect(ninth.status == 409 && ninth.code == "too_many")
    }

    @Test("only admins of the whole tenant have webhooks")
    func roles() async throws {
        for sender in [
            SpendRig.Sender.role(.viewer), .role(.operator), .role(.auditor), .role(.approver),
            .role(.admin, workspace: "default"),
        ] {
            #expect(try await create(by: sender).status == 403)
            #expect(try await rig.send("GET", "/v1/webhooks", by: sender).status == 403)
        }
    }
}

/// Webhooks to which nothing is delivered.
final class MemoryWebhooks: WebhookDesk {
    struct Kept: Sendable {
        var webhook: Webhook
        var address: String?
        var secret: String?
    }

    private let all = Mutex<[String: Kept]>([:])

    var kept: [String: Kept] { all.withLock { $0 } }

    func fault(url: String?, types: [String]) -> WebhookFault? {
        if let url, !url.hasPrefix("https://") { return WebhookFault("url", "must be https") }
        for type in types
        where Glob(type)?.matches("budget.paused") != true && type != "call.refused" {
            return WebhookFault("types", "fits no event")
        }
        return nil
    }

    func put(_ webhook: Webhook, address: String?, secret: String?) async throws {
        all.withLock { all in
            let old = all[webhook.id]
            all[webhook.id] = Kept(
                webhook: webhook,
                address: address ?? old?.address,
                secret: secret ?? old?.secret
            )
        }
    }

    func remove(_ id: String) async throws { all.withLock { $0[id] = nil } }

    func delivery(_ id: String) -> WebhookStatement? { nil }

    func test(_ webhook: Webhook) async throws -> WebhookAnswer {
        WebhookAnswer(status: 204, durationMs: 41, error: nil)
    }
}
