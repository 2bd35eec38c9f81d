import FarthingCore
import FarthingNotify
import Testing

@Suite("Alerts as events")
struct AlertEventTests {
    private func events(_ collection: String, _ document: String?) throws -> [Event] {
        var mapper = EventMapper(exhaustion: ExhaustionLog(next: 0))
        let change = try RegistryChange(
            collection: collection,
            id: "x",
            version: 1,
            document: document.map { Array($0.utf8) },
            by: "server",
            note: ""
        )
        return mapper.take(
            Entry(atMs: 1_795_255_380_412, body: .note(.registry(change))),
            at: 7
        )
    }

    @Test("an item of alerts is an event with its figures, and other items are none")
    func mapped() throws {
        let document =
            #"{"budget":"daily","generation":0,"held":5,"kind":"burnRate","limit":2000000000,"#
            + #""ratePercent":240,"scope":"agent=a","spent":1000000000,"unit":"USD","#
            + #""windowEndsMs":1795305600000,"windowStartMs":1795219200000}"#
        let event = try #require(try events("alerts", document).first)
        #expect(event.type == .alertBurnRate && event.place == EventPlace(sequence: 7))
        #expect(event.budget == "daily" && event.scope == "agent=a" && event.held == 5)
        let json = String(decoding: event.json(ledger: "l"), as: UTF8.self)
        #expect(
            json.contains(#""type":"alert.burn_rate""#) && json.contains(#""rate_percent":240"#)
        )
        #expect(event.text.contains("240 %") && event.text.contains("1.00 USD of 2.00 USD"))
        #expect(try events("agents", document).isEmpty)
        #expect(try events("alerts", nil).isEmpty)
        #expect(try events("alerts", #"{"kind":"unheard of"}"#).isEmpty)
    }

    @Test("a forecast says when, in every language")
    func forecast() throws {
        let document =
            #"{"budget":"b","generation":0,"held":0,"kind":"exhaustion","limit":9,"scope":"","#
            + #""spent":8,"unit":"tokens","usedUpMs":1795255380000,"windowStartMs":0}"#
        var event = try #require(try events("alerts", document).first)
        for language in Language.allCases {
            event.language = language
            #expect(event.text.contains("2026-11-21T10:03:00.000Z"))
        }
        #expect(event.scope == nil && event.windowEndsMs == nil)
    }

    @Test("alerts come without being asked for; tests of webhooks do not")
    func usual() throws {
        for type in [EventType.alertBurnRate, .alertExhaustion, .alertUnaccounted] {
            #expect(EventFilter.usual.matches(type))
        }
        #expect(!EventFilter.usual.matches(.webhookTest))
        let event = try #require(
            try events("alerts", #"{"kind":"unaccounted","spent":2000000000,"unit":"USD"}"#).first
        )
        #expect(event.text.hasPrefix("2.00 USD were charged today"))
        #expect(!event.type.isStreamed, "it is of no key's accounts")
    }
}
