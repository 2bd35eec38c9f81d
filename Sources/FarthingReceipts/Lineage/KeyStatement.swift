package import FarthingCore

/// The text under a signature of an entry about keys (docs/formats/receipts.md).
///
/// Its first line has spaces, which no log's name has: it can never pass for a seal, nor, being
/// longer than 32 bytes, for an entry's hash.
enum KeyStatement {
    /// What both keys of a rotation sign.
    static func text(
        rotatingFrom from: String,
        to: String,
        origin: String,
        size: Int64,
        head: String
    ) -> [UInt8] {
        text("farthing key rotation/1", [origin, "\(size)", head, from, to])
    }

    /// What both keys of a delegation sign.
    static func text(
        delegatingFrom root: String,
        to: String,
        origin: String,
        notBeforeMs: Int64,
        notAfterMs: Int64
    ) -> [UInt8] {
        text("farthing key delegation/1", [origin, "\(notBeforeMs)", "\(notAfterMs)", root, to])
    }

    private static func text(_ title: StaticString, _ lines: [String]) -> [UInt8] {
        var text: [UInt8] = []
        text.append(title)
        for line in lines {
            text.append(UInt8(ascii: "\n"))
            text.append(contentsOf: line.utf8)
        }
        text.append(UInt8(ascii: "\n"))
        return text
    }
}

extension KeyRotation {
    /// What its signatures are over.
    var statement: [UInt8] {
        KeyStatement.text(rotatingFrom: from, to: to, origin: origin, size: size, head: head)
    }

    /// Makes a rotation that both keys sign.
    package init(
        from: any Signer,
        to: any Signer,
        origin: String,
        size: Int64,
        head: Hash32
    ) throws(SealError) {
        let text = KeyStatement.text(
            rotatingFrom: from.verifyingKey.hex,
            to: to.verifyingKey.hex,
            origin: origin,
            size: size,
            head: head.hex
        )
        self.init(
            from: from.verifyingKey.hex,
            to: to.verifyingKey.hex,
            origin: origin,
            size: size,
            head: head.hex,
            signatures: [
                Hex.string(try from.signature(over: text)),
                Hex.string(try to.signature(over: text)),
            ]
        )
    }
}

extension KeyDelegation {
    /// What its signatures are over.
    var statement: [UInt8] {
        KeyStatement.text(
            delegatingFrom: root,
            to: to,
            origin: origin,
            notBeforeMs: notBeforeMs,
            notAfterMs: notAfterMs
        )
    }

    /// Makes a delegation that both keys sign; `root` may take its time.
    package init(
        root: any Signer,
        to: any Signer,
        notBeforeMs: Int64,
        notAfterMs: Int64,
        origin: String
    ) throws(SealError) {
        let draft = DelegationDraft(
            root: root.verifyingKey,
            to: to.verifyingKey,
            notBeforeMs: notBeforeMs,
            notAfterMs: notAfterMs,
            origin: origin
        )
        self = draft.signed(
            try root.signature(over: draft.statement),
            try to.signature(over: draft.statement)
        )
    }
}

/// A delegation that waits for its signatures.
package struct DelegationDraft: Sendable {
    private let root: VerifyingKey
    private let to: VerifyingKey
    private let notBeforeMs: Int64
    private let notAfterMs: Int64
    private let origin: String

    /// What both keys have to sign.
    package let statement: [UInt8]

    package init(
        root: VerifyingKey,
        to: VerifyingKey,
        notBeforeMs: Int64,
        notAfterMs: Int64,
        origin: String
    ) {
        self.root = root
        self.to = to
        self.notBeforeMs = max(0, notBeforeMs)
        self.notAfterMs = notAfterMs
        self.origin = origin
        statement = KeyStatement.text(
            delegatingFrom: root.hex,
            to: to.hex,
            origin: origin,
            notBeforeMs: self.notBeforeMs,
            notAfterMs: notAfterMs
        )
    }

    /// The delegation with both signatures, which are not checked here.
    package func signed(_ byRoot: [UInt8], _ byDelegate: [UInt8]) -> KeyDelegation {
        KeyDelegation(
            root: root.hex,
            to: to.hex,
            notBeforeMs: notBeforeMs,
            notAfterMs: notAfterMs,
            origin: origin,
            signatures: [Hex.string(byRoot), Hex.string(byDelegate)]
        )
    }
}
