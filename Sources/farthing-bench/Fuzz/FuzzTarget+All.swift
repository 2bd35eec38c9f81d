import FarthingCore
import FarthingPolicy
import FarthingProviders

extension FuzzTarget {
    static let all: [FuzzTarget] =
        [
            json, policy, chatRequest, chatStream, entry, posting, zone, verifier, chatAnswer,
            events, frames, messagesRequest, messagesStream, geminiRequest, geminiStream,
            responsesRequest, responsesStream, otherRequests, converseRequest, converseStream,
            invokeRequest, invokeStream, signature, routes, jobs, answers, image,
        ] + audio + receipts + log + witness + sidecar

    static let json = FuzzTarget(
        name: "json",
        seeds: [
            #"{"a":1,"b":[true,false,null,-0.5e3],"c":{"d":"x\u00e9\ud83d\ude00\n"},"":""}"#,
            #"[[[[[[[[1]]]]]]]]"#, #""text""#, #"{"a":{"a":{"a":{}}}}"#,
            "[" + String(repeating: "0,", count: 400) + "0]",
        ].map { [UInt8]($0.utf8) },
        words: [#""a":"#, #""b":1,"#, "[[[[[[[[", "]]]]]]]]", #"{"a":"#, "/*", "//"]
    ) { input, _ throws(FuzzFault) in
        let viewed = viewed(input)
        guard let document = try? JSONDocument(input) else {
            if viewed != nil { throw FuzzFault("what no document is can be viewed") }
            return false
        }
        var written = JSONWriter()
        rewrite(document.root, to: &written)
        guard viewed == written.bytes else {
            throw FuzzFault("a view reads something else than a document")
        }
        guard let again = try? JSONDocument(written.bytes) else {
            throw FuzzFault("what was read and written again cannot be read")
        }
        var second = JSONWriter()
        rewrite(again.root, to: &second)
        guard second.bytes == written.bytes else {
            throw FuzzFault("what was written is read as something else")
        }
        return true
    }

    /// What a borrowed reading writes; nil for what it refuses.
    private static func viewed(_ input: [UInt8]) -> [UInt8]? {
        input.withUnsafeBytes { bytes in
            var written = JSONWriter()
            do throws(JSONError) {
                try JSONView.read(bytes) { rewrite($0, to: &written) }
            } catch {
                return nil
            }
            return written.bytes
        }
    }

    private static func rewrite(_ view: JSONView, to json: inout JSONWriter) {
        switch view.kind {
        case .null: json.null()
        case .bool: json.bool(view.bool == true)
        case .number:
            if let value = view.int64 { json.int(value) } else { json.string("number") }
        case .string: json.string(view.string)
        case .array:
            json.beginArray()
            for element in view.elements { rewrite(element, to: &json) }
            json.endArray()
        case .object:
            json.beginObject()
            for field in view.fields {
                json.key(text: field.name.string ?? "")
                rewrite(field.value, to: &json)
            }
            json.endObject()
        }
    }

    /// Writes a value as it was read; numbers that are no integers as their text.
    private static func rewrite(_ node: JSONNode, to json: inout JSONWriter) {
        switch node.kind {
        case .null: json.null()
        case .bool: json.bool(node.bool == true)
        case .number:
            if let value = node.int64 { json.int(value) } else { json.string("number") }
        case .string: json.string(node.string)
        case .array:
            json.beginArray()
            for element in node.elements { rewrite(element, to: &json) }
            json.endArray()
        case .object:
            json.beginObject()
            for member in node.members {
                json.key(text: member.name)
                rewrite(member.value, to: &json)
            }
            json.endObject()
        }
    }

    static let policy = FuzzTarget(
        name: "policy",
        seeds: [
            """
            version: 1
            tenant: acme-corp
            mode: enforce
            unpriced: refuse
            budgets:
              - id: finance-daily
                match: { team: finance }
                per: [agent]
                limit: 10.00 USD
                window: day
                hold: ceiling
                thresholds:
                  - { at: 80%, do: warn }
                  - { at: 100%, do: block }
            rules:
              - id: big-call
                when: { cost: ">= 2.00 USD", model: "gpt-5*" }
                do: block
            """,
            #"{"version":1,"budgets":[{"id":"a","limit":"500k tokens","window":"month"}]}"#,
        ].map { [UInt8]($0.utf8) },
        words: [
            "budgets:", "- id: x", "limit: 1e9 USD", "&a", "*a", "<<: *a", "!!binary", "|", ">-",
            "%", "per:", "window: rolling 1h", "\t", "? ", "---\n", "...\n", "#", "99999999999 USD",
            "0.0000000001 USD", "thresholds:", "at: 0%", "at: 200%", "tag:x",
        ]
    ) { input, random throws(FuzzFault) in
        do {
            let policy = try PolicyReader.read(
                input,
                file: random.chance(50) ? "policy.yaml" : "policy.json",
                zones: { _ in nil }
            )
            guard (try? CompiledPolicy(policy)) != nil else {
                throw FuzzFault("a policy was read that cannot be compiled")
            }
            return true
        } catch let fault as FuzzFault {
            throw fault
        } catch let errors as PolicyFileErrors {
            if errors.errors.isEmpty { throw FuzzFault("refused without an error") }
            return false
        } catch {
            throw FuzzFault("an error of another kind: \(error)")
        }
    }

    static let zone = FuzzTarget(
        name: "zone",
        seeds: ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "UTC"]
            .map { Machine.bytes(of: "/usr/share/zoneinfo/" + $0) }.filter { !$0.isEmpty }
            + [[UInt8]("TZif2".utf8)],
        words: ["TZif", "TZif2", "\nCET-1CEST,M3.5.0,M10.5.0/3\n", "<+03>-3", "J60/-167", "\u{FF}"]
    ) { input, random throws(FuzzFault) in
        guard let rules = try? ZoneRules(name: "Fuzz/Zone", tzif: input) else { return false }
        for _ in 0..<20 {
            let bits = random.below(62)
            let atMs =
                Int64(bitPattern: random.next() >> UInt64(63 - bits)) - (1 << Int64(bits) / 2)
            let hours = Double(rules.offsetMs(atMs: atMs)) / 3_600_000
            guard hours >= -25, hours <= 26 else { throw FuzzFault("an offset of \(hours) hours") }
            guard abs(atMs) < 200_000_000_000_000 else { continue }
            for window in [Window.minute, .hour, .day, .week, .month] {
                let interval = window.interval(containing: atMs, zone: rules)
                guard interval.startMs <= atMs, atMs < interval.endMs else {
                    throw FuzzFault("\(window.name) at \(atMs) is \(interval)")
                }
            }
        }
        return true
    }
}
