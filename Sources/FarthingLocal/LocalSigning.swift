import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// The keys of a folder whose signing key is a file in it: made at the first start, found again at
/// each later one.
struct LocalSigning: SigningRing {
    let signers: [any Signer]
    /// The name that the log began with.
    private let origin: String
    /// The key that the log began with.
    private let firstKey: VerifyingKey
    /// The key that the file has.
    private let key: VerifyingKey
    private let folder: DataFolder

    init(_ folder: DataFolder) throws(LocalError) {
        self.folder = folder
        let path = folder.privateKey
        let hasPublic = LocalFolder.exists(folder.publicKey)
        if folder.holdsLedger, hasPublic, !LocalFolder.exists(path) {
            throw LocalError(
                .key,
                """
                \(path): the key that seals this folder's journal is not here. Bring it back from a \
                backup; where it is kept elsewhere, run `farthing serve` with it and share its \
                budgets through FarthingRemote; or begin anew with another folder
                """
            )
        }
        do throws(KeyError) {
            let own = try Self.key(at: path)
            if hasPublic, own.isMade(of: try KeyFile.verifyingKey(at: folder.publicKey)) {
                throw KeyError("\(path): this is the public key; the private one is wanted here")
            }
            // What a server's unfinished change of keys has left may be the one that seals by now.
            let next = path + ".next"
            signers = LocalFolder.exists(next) ? [own, try KeyFile.signingKey(at: next)] : [own]
            key = own.verifyingKey
        } catch {
            throw LocalError(error)
        }
        // What cannot be read is said when the folder is opened.
        let reader = folder.holdsLedger ? try? JournalReader(folder) : nil
        let isEmpty = ((try? reader?.entryCount()) ?? nil) ?? 0 == 0
        origin = ((try? reader?.origin()) ?? nil) ?? "farthing/" + key.fingerprint
        firstKey = isEmpty ? key : Self.firstKey(folder, reader) ?? key
    }

    /// What opens the journal.
    func makeSeal(signsEach: Bool) -> @Sendable () throws -> any Seal {
        { [self] in
            try JournalSeal(
                origin: origin,
                ring: self,
                trusted: [firstKey],
                signsEach: signsEach,
                verifiesSignatures: false
            )
        }
    }

    /// Puts the log's first key where verifiers look for it.
    func publish(to ledger: SQLiteLedger) async throws(LocalError) {
        do throws(KeyError) {
            if !LocalFolder.exists(folder.publicKey) {
                try KeyFile.write(firstKey, to: folder.publicKey)
            } else if try KeyFile.verifyingKey(at: folder.publicKey) != firstKey {
                throw KeyError(
                    "\(folder.publicKey): not the public key that this journal begins with; move it "
                        + "away, or bring back the key that sealed this journal"
                )
            }
        } catch {
            throw LocalError(error)
        }
        do throws(LedgerError) {
            try await keep(firstKey, DataFolder.firstKeyValue, ledger)
            try await keep(key, DataFolder.keyValue, ledger)
        } catch {
            throw LocalError(error)
        }
    }

    private func keep(
        _ key: VerifyingKey,
        _ name: String,
        _ ledger: SQLiteLedger
    ) async throws(LedgerError) {
        guard try await ledger.folderValue(name) != key.bytes else { return }
        try await ledger.setFolderValue(name, key.bytes)
    }

    /// Reads the key, or makes one; where two programs make it at a time, one of them does.
    private static func key(at path: String) throws(KeyError) -> SigningKey {
        do throws(KeyError) {
            return try KeyFile.signingKey(atOrMadeAt: path).key
        } catch {
            guard LocalFolder.exists(path) else { throw error }
            return try KeyFile.signingKey(at: path)
        }
    }

    private static func firstKey(_ folder: DataFolder, _ reader: JournalReader?) -> VerifyingKey? {
        let value = (try? reader?.folderValue(DataFolder.firstKeyValue)) ?? nil
        if let value, let key = try? VerifyingKey(value) { return key }
        return try? KeyFile.verifyingKey(at: folder.publicKey)
    }
}
