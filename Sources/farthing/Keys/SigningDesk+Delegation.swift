import FarthingCore
import FarthingGateway
import FarthingReceipts
import FarthingSQLite
import Logging

extension SigningDesk {
    /// So that clocks may differ a little, and no seal's time lies before its key's.
    private static let skewMs: Int64 = 60_000
    /// Between two attempts to renew.
    private static let retryMs: Int64 = 30_000

    /// What the root key lets one of ours do.
    static func delegation(
        _ command: SignerCommand,
        _ online: any Signer,
        _ origin: String,
        _ spanMs: Int64
    ) async throws(Failure) -> KeyDelegation {
        let nowMs = systemNowMs()
        let draft = DelegationDraft(
            root: command.verifyingKey,
            to: online.verifyingKey,
            notBeforeMs: nowMs - skewMs,
            notAfterMs: nowMs + spanMs,
            origin: origin
        )
        do throws(SealError) {
            let byRoot = try await command.signed(draft.statement)
            return draft.signed(byRoot, try online.signature(over: draft.statement))
        } catch {
            throw Failure(.unavailable, "--signer-command: \(error.message)")
        }
    }

    /// Renews the delegation before its time is over, until the task is cancelled; returns at once
    /// where the key is ours.
    ///
    /// What fails is logged and tried again; once the time is over, nothing more is admitted.
    nonisolated func renewals() async {
        guard case .command(let command) = source else { return }
        // A quarter of the time is left for what may fail, but no more than an hour.
        let marginMs = min(delegationMs / 4, 3_600_000)
        let pauseMs = min(Self.retryMs, max(marginMs / 8, 100))
        var name = newOrigin ?? origin
        while !Task.isCancelled {
            guard let ledger = await ledger, let standing = ring.delegation else { return }
            let dueMs = standing.notAfterMs - marginMs
            guard await Self.pause(dueMs - systemNowMs()) else { return }
            do {
                // A ledger that has stopped does not tell.
                name = (try? await Self.name(of: ledger)) ?? name
                try await renew(command, name)
                logger.notice("the signing key's delegation is renewed")
            } catch {
                let leftMs = max(0, standing.notAfterMs - systemNowMs())
                logger.error(
                    "the signing key's delegation is not renewed",
                    metadata: ["reason": "\(error.message)", "leftMs": "\(leftMs)"]
                )
                guard await Self.pause(pauseMs) else { return }
                continue
            }
            while await !writeDelegation(to: ledger) {
                guard await Self.pause(pauseMs) else { return }
            }
        }
    }

    /// From here on a ledger that has stopped for want of a delegation goes on by itself.
    private nonisolated func renew(
        _ command: SignerCommand,
        _ name: String
    ) async throws(Failure) {
        guard let online = ring.signers.first else { return }
        ring.renew(try await Self.delegation(command, online, name, delegationMs))
    }

    /// Whether the delegation of now is in the journal; writes it where it is not.
    private nonisolated func writeDelegation(to ledger: SQLiteLedger) async -> Bool {
        guard let delegation = ring.delegation else { return true }
        do {
            let isThere = try await ledger.withSeal {
                ($0 as? JournalSeal)?.lineage.follows(delegation) == true
            }
            if !isThere { _ = try await ledger.note { _, _ in .keyDelegation(delegation) } }
            return true
        } catch {
            return false
        }
    }

    private static func name(of ledger: SQLiteLedger) async throws -> String? {
        try await ledger.withSeal { ($0 as? JournalSeal)?.lineage.origin }
    }

    /// False when the task was cancelled.
    private static func pause(_ ms: Int64) async -> Bool {
        (try? await Task.sleep(for: .milliseconds(max(0, ms)))) != nil
    }

    nonisolated var metrics: [ExtraMetric] {
        guard let delegation = ring.delegation else { return [] }
        return [
            ExtraMetric(
                name: "farthing_delegation_left_ms",
                help: "For how long the server's own key may still seal, in milliseconds.",
                value: max(0, delegation.notAfterMs - systemNowMs())
            )
        ]
    }

    /// The root key's signature line for a published checkpoint, with its line feed; nil where the
    /// key that seals is the root itself and has signed.
    ///
    /// - Parameter text: the signed text, whose first line is the log's name.
    nonisolated func rootSignatureLine(over text: [UInt8]) async throws(SealError) -> [UInt8]? {
        guard case .command(let command) = source else { return nil }
        let name = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
        let key = command.verifyingKey
        let signed = key.noteID(name: name) + (try await command.signed(text))
        var line = Array("\u{2014} \(name) ".utf8)
        Base64.standard.append(signed, to: &line)
        line.append(0x0A)
        return line
    }
}
