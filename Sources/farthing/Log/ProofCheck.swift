import FarthingCore
import FarthingReceipts

/// Checks a proof by what the caller trusts, and nothing that the file says of itself.
struct ProofCheck {
    /// Why a proof does not hold; in the order in which they are looked for.
    enum Fault: String {
        case receipt = "receipt_invalid"
        case receiptMissing = "receipt_missing"
        case index = "receipt_index_mismatch"
        case inclusion = "inclusion_invalid"
        case origin = "seal_origin_mismatch"
        case forged = "seal_signature_invalid"
        case unknownKey = "seal_unknown_key"
        case cosignature = "cosignature_invalid"
        case witnesses = "witnesses_missing"
    }

    /// What to do where a log has another key than at its beginning, which a proof cannot show.
    static let handedOn =
        "where the log has handed its key on, verify an export with the key that you trust, and "
        + "give the key that its last keyRotation or keyDelegation entry names (\"to\") as a further "
        + "--key"

    let proof: TlogProof
    /// The entry, where the proof or the caller has it.
    private(set) var entryHash: Hash32?
    private(set) var cosigned: [(key: NoteKey, timestampS: Int64)] = []
    private(set) var fault: (code: Fault, reason: String)?

    /// What was told besides the proof.
    struct Given {
        /// One with a name vouches for the log of that name alone.
        var keys: [KeyOption.Given]
        var origin: String?
        var witnesses: [NoteKey] = []
        var witnessesMin = 0
        var entryHash: Hash32?
        /// A stored line that the caller has.
        var receipt: [UInt8]?
    }

    init(_ proof: TlogProof, _ given: Given) {
        self.proof = proof
        do throws(Found) {
            let hash = try entry(given)
            entryHash = hash
            try checkTree(hash)
            try checkSignatures(given)
            try checkWitnesses(given)
        } catch {
            fault = (error.code, error.reason)
        }
    }

    private struct Found: Error {
        let code: Fault
        let reason: String

        init(_ code: Fault, _ reason: String) {
            self.code = code
            self.reason = reason
        }
    }

    private func entry(_ given: Given) throws(Found) -> Hash32 {
        var hash = given.entryHash
        // Another spelling of one and the same proof is none.
        if proof.extra?.last == UInt8(ascii: "\n") {
            throw Found(.receipt, "the receipt inside has a line feed behind it")
        }
        for line in [proof.extra, given.receipt].compactMap({ $0 }) {
            let receipt: StoredReceipt
            do throws(LogError) {
                receipt = try StoredReceipt(line: line)
            } catch {
                throw Found(.receipt, error.message)
            }
            guard receipt.sequence == proof.index else {
                throw Found(
                    .index,
                    "the receipt is entry \(receipt.sequence), the proof is for entry \(proof.index)"
                )
            }
            guard hash == nil || hash == receipt.entryHash else {
                throw Found(.receipt, "the receipt inside is another entry than the one given")
            }
            hash = receipt.entryHash
        }
        guard let hash else {
            throw Found(
                .receiptMissing,
                "the proof has no receipt inside; give --entry-hash or --receipt"
            )
        }
        return hash
    }

    private func checkTree(_ entryHash: Hash32) throws(Found) {
        let root = proof.checkpoint.checkpoint.root
        guard proof.inclusion.isValid(entryHash: entryHash, root: root) else {
            throw Found(.inclusion, "the entry is not in the tree of the checkpoint")
        }
    }

    private func checkSignatures(_ given: Given) throws(Found) {
        let checkpoint = proof.checkpoint.checkpoint
        if let origin = given.origin, !checkpoint.isOf(origin: origin) {
            throw Found(.origin, "the checkpoint is of another log, \(checkpoint.origin)")
        }
        let keys = given.keys
            .filter { $0.name.map(checkpoint.isOf(origin:)) ?? true }
            .compactMap { try? NoteKey(name: checkpoint.origin, kind: .signature, key: $0.key) }
        switch proof.checkpoint.note.verdict(keys: keys) {
        case .valid: return
        case .forged: throw Found(.forged, "the checkpoint's signature is wrong")
        case .unknownKey:
            throw Found(
                .unknownKey,
                "the checkpoint is by none of the keys given; " + Self.handedOn
            )
        }
    }

    private mutating func checkWitnesses(_ given: Given) throws(Found) {
        guard let cosigned = proof.checkpoint.note.cosignatures(by: given.witnesses) else {
            throw Found(.cosignature, "a witness's cosignature is wrong")
        }
        self.cosigned = cosigned
        guard cosigned.count >= given.witnessesMin else {
            throw Found(
                .witnesses,
                "\(cosigned.count) of the witnesses have cosigned, not \(given.witnessesMin)"
            )
        }
    }
}
