/// What a verifier found.
package struct Verification: Hashable, Sendable {
    /// The first fault; nil when there is none.
    package let fault: VerificationFault?

    /// Whether there was anything of a journal; without, there is nothing to be whole or not.
    package let isJournal: Bool

    /// Whether entries vouch for themselves, each signed, as in signed exports.
    package let isSigned: Bool

    /// Entries that were found whole, from the log's entry 0 on; those before ``first`` count,
    /// since a seal over them was found.
    package let entries: Int64

    /// The first entry that was read: 0, but where the journal's beginning is elsewhere.
    package let first: Int64

    /// Entries that the last valid seal covers.
    package let sealedEntries: Int64

    /// Valid seals.
    package let seals: Int64

    /// When the last valid seal was made; nil without seals.
    package let sealedAtMs: Int64?

    /// The log's name; nil where nothing told it.
    package let origin: String?

    /// The hash of the last whole entry; zeros when there is none.
    package let head: Hash32

    /// The Merkle tree's root over the whole entries.
    package let root: Hash32

    /// Whether the file ends in half a line, as a crash while writing leaves it.
    package let hasTornLine: Bool

    /// The entry whose hash is the head that the caller expected; nil where none is, or none was.
    package let expectedHeadAt: Int64?

    /// Whether everything that was there is as it was written.
    ///
    /// Entries cut off behind a seal do not show: compare with a head or a seal kept elsewhere.
    package var isWhole: Bool { fault == nil }

    /// Entries behind the last seal: nobody vouches for them, but in signed exports, where it is
    /// all.
    package var unsealedEntries: Int64 { entries - sealedEntries }

    /// Entries for which a given key vouches.
    package var vouchedEntries: Int64 { isSigned ? entries : sealedEntries }
}

extension Verification: CustomStringConvertible {
    package var description: String {
        let verdict = fault.map { "\($0.code.rawValue) at \($0.sequence)" } ?? "whole"
        return "\(verdict), entries \(first)..<\(entries), head \(head.hex)"
    }
}

/// The first thing that is wrong in a journal, and with which entry.
package struct VerificationFault: Error, Hashable, Sendable {
    /// What is wrong, in a word for programs.
    package let code: Code

    /// The entry that is to blame: its own number where it can be read, else the number expected
    /// there. A seal's fault is named with the last entry before the seal.
    package let sequence: Int64

    /// What is wrong, in a sentence.
    package let reason: String

    /// Kinds of faults; the names are stable.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case malformedLine = "malformed_line"
        case duplicateMember = "duplicate_json_key"
        case sequenceGap = "sequence_gap"
        case previousHashMismatch = "previous_hash_mismatch"
        case hashOrSignatureInvalid = "hash_or_signature_invalid"
        case firstSequenceNotZero = "first_sequence_not_zero"
        case nonCanonicalEncoding = "non_canonical_encoding"
        case fingerprintMismatch = "fingerprint_mismatch"
        case unknownMember = "unknown_field"
        case headerInvalid = "header_invalid"
        case batchMismatch = "batch_mismatch"
        case sealMalformed = "seal_malformed"
        case sealSignatureInvalid = "seal_signature_invalid"
        case sealUnknownKey = "seal_unknown_key"
        case sealOriginMismatch = "seal_origin_mismatch"
        case sealSizeMismatch = "seal_size_mismatch"
        case sealRootMismatch = "seal_root_mismatch"
        case segmentGap = "segment_gap"
        case segmentMismatch = "segment_mismatch"
        case entryRefused = "entry_refused"
        case keyEntryMalformed = "key_entry_malformed"
        case keyUntrusted = "key_untrusted"
        case keyOriginMismatch = "key_origin_mismatch"
        case keySignatureInvalid = "key_signature_invalid"
        case keyPositionMismatch = "key_position_mismatch"
        case originChangeInvalid = "origin_change_invalid"
        case sealKeyRetired = "seal_key_retired"
        case sealKeyExpired = "seal_key_expired"
        case unsealedEntries = "unsealed_entries"
        case checkpointInvalid = "checkpoint_invalid"
        case checkpointAhead = "checkpoint_ahead"
        case logForked = "log_forked"
    }

    /// Whether the journal is whole in itself, and only does not fit what was published of it.
    package var isOfCheckpoint: Bool {
        switch code {
        case .checkpointInvalid, .checkpointAhead, .logForked: true
        default: false
        }
    }

    init(_ code: Code, sequence: Int64, _ reason: String) {
        self.code = code
        self.sequence = sequence
        self.reason = reason
    }
}
