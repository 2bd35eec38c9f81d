import FarthingConsole
import FarthingCore
import FarthingNotify
import Synchronization

/// Webhooks as the console's API sets them up.
extension ConsoleWebhooks: WebhookDesk {
    func fault(url: String?, types: [String]) -> WebhookFault? {
        if let url {
            do throws(WebhookAddressError) {
                _ = try WebhookAddress(url, allowsInsecure: false)
            } catch {
                return WebhookFault("url", "is none: \(error.reason)")
            }
        }
        guard !types.isEmpty else { return nil }
        do throws(EventFilterError) {
            _ = try EventFilter(patterns: types)
            return nil
        } catch {
            return WebhookFault("types", "has a pattern that fits no event: \(error.reason)")
        }
    }

    func put(_ webhook: Webhook, address: String?, secret: String?) async throws {
        let end = source.feed.end
        state.withLock { state in
            var kept =
                state.kept[webhook.id] ?? Kept(address: webhook.url, secret: "", cursor: end)
            if let address { kept.address = address }
            if let secret { kept.secret = secret }
            state.kept[webhook.id] = kept
        }
        do throws(LedgerError) {
            try await save()
        } catch {
            throw ConsoleError(error)
        }
        restart(webhook)
    }

    func remove(_ id: String) async throws {
        let task = state.withLock { state in
            state.kept[id] = nil
            state.statements[id] = nil
            return state.running.removeValue(forKey: id)?.task
        }
        task?.cancel()
        do throws(LedgerError) {
            try await save()
        } catch {
            throw ConsoleError(error)
        }
    }

    func delivery(_ id: String) -> WebhookStatement? {
        let end = source.feed.end.sequence
        return state.withLock { state in
            guard let kept = state.kept[id] else { return nil }
            var statement = state.statements[id] ?? WebhookStatement()
            statement.behind = max(0, end - kept.cursor.sequence)
            return statement
        }
    }

    func test(_ webhook: Webhook) async throws -> WebhookAnswer {
        guard let endpoint = endpoint(webhook) else {
            throw ConsoleError(
                409,
                "conflict",
                "The webhook's secret is not in this ledger's folder; remove it and make it anew."
            )
        }
        var event = Event(.webhookTest, place: source.feed.end, atMs: systemNowMs())
        event.language = Language(tag: webhook.language) ?? .english
        let request = WebhookRequest(
            event,
            ledger: source.ledger,
            secret: endpoint.secret,
            nowMs: systemNowMs()
        )
        let began = ContinuousClock.now
        let answer = await client.send(request, to: endpoint.address, nowMs: systemNowMs())
        let time = (ContinuousClock.now - began).components
        let durationMs = time.seconds * 1_000 + time.attoseconds / 1_000_000_000_000_000
        switch answer {
        case .status(let status, _):
            return WebhookAnswer(status: status, durationMs: durationMs, error: nil)
        case .failed(let reason):
            return WebhookAnswer(status: nil, durationMs: durationMs, error: reason)
        }
    }
}
