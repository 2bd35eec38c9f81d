package import FarthingCore

/// `/v1/webhooks`.
package struct WebhooksAPI: Sendable {
    private let desk: ConsoleDesk
    private let webhooks: any WebhookDesk
    private let language: Language

    /// - Parameter language: that of events, where a webhook names none.
    package init(
        desk: ConsoleDesk,
        webhooks: any WebhookDesk,
        language: Language = .english
    ) {
        self.desk = desk
        self.webhooks = webhooks
        self.language = language
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/webhooks", .principal(.administer), list),
            Route("POST", "/v1/webhooks", .principal(.administer), create),
            Route("PATCH", "/v1/webhooks/{webhook}", .principal(.administer), edit),
            Route("DELETE", "/v1/webhooks/{webhook}", .principal(.administer), remove),
            Route("POST", "/v1/webhooks/{webhook}/test", .principal(.administer), test),
        ]
    }

    /// A webhook and its version.
    private struct Found {
        var webhook: Webhook
        var version: Int64
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        try query.check()
        try mayAdminister(request)
        let items = try await desk.store.registry(
            Webhook.collection,
            after: page.after,
            limit: page.limit + 1
        )
        let found = items.compactMap { item in
            Webhook(item).map { Found(webhook: $0, version: item.version) }
        }
        return page.answer(found, place: \.webhook.id) { found, json in
            write(found, to: &json)
        }
    }

    private func create(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        try mayAdminister(request)
        var body = try BodyMembers(request)
        let terms = terms(&body)
        if terms.address == nil, !body.has("url") { body.fault("url", "must be given") }
        try body.check()
        let webhook = Webhook(
            id: "wh_" + RandomText.hex(bytes: 8),
            url: Webhook.shown(terms.address ?? ""),
            types: terms.types ?? [],
            language: terms.language ?? language.rawValue,
            isEnabled: terms.isEnabled ?? true
        )
        let all = try await desk.store.registry(
            Webhook.collection,
            after: nil,
            limit: Webhook.countMax
        )
        guard all.count < Webhook.countMax else {
            throw ConsoleError(
                409,
                "too_many",
                "There are \(Webhook.countMax) webhooks already; remove one."
            )
        }
        let secret = Self.newSecret()
        // First what cannot be made again: an item without a secret would be of no use.
        try await webhooks.put(webhook, address: terms.address, secret: secret)
        let version: Int64
        do {
            let edit = edit(webhook, .absent)
            let done = try await desk.change([edit], by: request.principal, note: terms.note)
            version = done.items.first?.version ?? 1
        } catch {
            try? await webhooks.remove(webhook.id)
            throw error
        }
        return ConsoleAnswer.json(201) { json in
            write(Found(webhook: webhook, version: version), to: &json)
            json.key("secret")
            json.string(secret)
        }
        .with("location", "/v1/webhooks/" + webhook.id)
        .with("etag", Revision.etag(version))
    }

    private func edit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let old = try await find(request).webhook
        var body = try BodyMembers(request)
        let terms = terms(&body)
        try body.check()
        try request.refuseEmptyPatch()
        let expects = try Revision.expected(request)
        var new = old
        if let address = terms.address { new.url = Webhook.shown(address) }
        new.types = terms.types ?? old.types
        new.language = terms.language ?? old.language
        new.isEnabled = terms.isEnabled ?? old.isEnabled
        let done = try await desk.change(
            [edit(new, expects)],
            by: request.principal,
            note: terms.note
        )
        try await webhooks.put(new, address: terms.address, secret: nil)
        let version = done.items.first?.version ?? 1
        return ConsoleAnswer.json { write(Found(webhook: new, version: version), to: &$0) }
            .with("etag", Revision.etag(version))
    }

    private func remove(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let note = query.note()
        try query.check()
        let found = try await find(request)
        let expects = try Revision.expectedOrAny(request)
        let removal = RegistryEdit(
            collection: Webhook.collection,
            id: found.webhook.id,
            document: nil,
            expects: expects
        )
        try await desk.change([removal], by: request.principal, note: note)
        try await webhooks.remove(found.webhook.id)
        return .done
    }

    private func test(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let found = try await find(request)
        let answer = try await webhooks.test(found.webhook)
        return .json { json in
            json.key("duration_ms")
            json.int(answer.durationMs)
            json.key("error")
            json.string(answer.error)
            json.key("status")
            json.int(answer.status.map { Int64($0) })
        }
    }

    // MARK: Parts

    /// What a body says of a webhook.
    private struct Terms {
        var address: String?
        var types: [String]?
        var language: String?
        var isEnabled: Bool?
        var note: String
    }

    private func terms(_ body: inout BodyMembers) -> Terms {
        body.refuseNull("url", "types", "language", "enabled", "note")
        var terms = Terms(
            address: body.text("url", 1...Webhook.addressBytesMax),
            types: body.texts("types", 1...64, countMax: 32),
            language: body.word("language", Language.self)?.rawValue,
            isEnabled: body.bool("enabled"),
            note: body.note()
        )
        if let types = terms.types, Set(types).count < types.count {
            body.fault("types", "must not have a type twice")
        }
        if terms.address != nil || terms.types != nil,
            let fault = webhooks.fault(url: terms.address, types: terms.types ?? [])
        {
            body.fault(fault.member, fault.detail)
            terms.address = nil
        }
        return terms
    }

    private func mayAdminister(_ request: ConsoleRequest) throws {
        guard request.principal?.workspace == nil else {
            throw ConsoleError(403, "forbidden", "Who has one workspace has no webhooks.")
        }
    }

    private func find(_ request: ConsoleRequest) async throws -> Found {
        try mayAdminister(request)
        let id = request.parameter("webhook")
        guard id.hasPrefix("wh_"), id.utf8.count == 19 else {
            throw ConsoleError.notFound("webhook")
        }
        let item = try await desk.store.registryItem(Webhook.collection, id)
        return try found(item)
    }

    /// Apart from ``find(_:)``: Swift 6.3.1 cannot compile the two in one with optimisation.
    private func found(_ item: RegistryItem?) throws -> Found {
        guard let item, let webhook = Webhook(item) else { throw ConsoleError.notFound("webhook") }
        return Found(webhook: webhook, version: item.version)
    }

    private func edit(
        _ webhook: Webhook,
        _ expects: RegistryEdit.Expectation
    ) -> RegistryEdit {
        RegistryEdit(
            collection: Webhook.collection,
            id: webhook.id,
            document: webhook.document,
            expects: expects
        )
    }

    /// `whsec_` and 32 random bytes in base64, as the Standard Webhooks specification has it.
    private static func newSecret() -> String {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        return "whsec_" + String(decoding: Base64.standard.encode(bytes), as: UTF8.self)
    }

    private func write(_ found: Found, to json: inout JSONWriter) {
        let webhook = found.webhook
        let delivery = webhooks.delivery(webhook.id) ?? WebhookStatement()
        json.key("delivery")
        json.beginObject()
        json.key("behind")
        json.int(delivery.behind)
        json.key("delivered")
        json.int(delivery.delivered)
        json.key("dropped")
        json.int(delivery.dropped)
        json.key("failed")
        json.int(delivery.failed)
        json.key("last_error")
        json.string(delivery.lastError)
        json.key("last_status")
        json.int(delivery.lastStatus.map { Int64($0) })
        json.key("last_taken_at_ms")
        json.int(delivery.lastTakenAtMs)
        json.key("last_tried_at_ms")
        json.int(delivery.lastTriedAtMs)
        json.endObject()
        json.key("enabled")
        json.bool(webhook.isEnabled)
        json.key("id")
        json.string(webhook.id)
        json.key("language")
        json.string(webhook.language)
        json.key("types")
        json.texts(webhook.types)
        json.key("url")
        json.string(webhook.url)
        json.key("version")
        json.int(found.version)
    }
}
