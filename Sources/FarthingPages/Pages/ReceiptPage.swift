/// One entry of the journal, and what proves it.
package struct ReceiptPage: Page {
    package static let template = "receipt"

    /// One member of the entry.
    package struct Member: Sendable, PagePart {
        package var name: String
        package var value: String
        /// Where more about the value is shown; nil for no link.
        package var link: PageLink?

        package init(_ name: String, _ value: String, link: PageLink? = nil) {
            self.name = name
            self.value = value
            self.link = link
        }

        package var fields: PageFields {
            PageFields(["name": name, "value": value, "href": link?.href])
        }
    }

    /// Where the entry stands in the log.
    package struct Proof: Sendable, PagePart {
        /// The number of entries under the checkpoint.
        package var size: Int64
        /// The root over them, in Base 64.
        package var root: String
        /// What stands beside the way to the root, in Base 64, from below.
        package var path: [String]
        /// The checkpoint as it was signed.
        package var checkpoint: String
        /// Who cosigned it.
        package var witnesses: [String]

        package init(
            size: Int64,
            root: String,
            path: [String],
            checkpoint: String,
            witnesses: [String]
        ) {
            self.size = size
            self.root = root
            self.path = path
            self.checkpoint = checkpoint
            self.witnesses = witnesses
        }

        package var fields: PageFields {
            PageFields([
                "size": grouped(size), "root": root, "path": path, "checkpoint": checkpoint,
                "witnesses": witnesses, "hasWitnesses": !witnesses.isEmpty,
                "pathText": path.isEmpty ? "none: it is the only one" : "\(path.count) hashes",
            ])
        }
    }

    package var row: ReceiptRow
    /// What the entry says, in the order in which it is read.
    package var members: [Member]
    /// The stored line, byte for byte.
    package var line: String
    package var hash: String
    package var previousHash: String
    /// Nil while no checkpoint covers the entry.
    package var proof: Proof?
    /// Entries about the same hold or approval.
    package var related: [ReceiptRow]
    /// Whether there is an entry after this one.
    package var hasNext: Bool

    package var title: String { "Receipt " + String(row.number) }
    package var place: PagePlace? { .receipts }

    /// Makes the page.
    package init(
        row: ReceiptRow,
        members: [Member],
        line: String,
        hash: String,
        previousHash: String,
        proof: Proof?,
        related: [ReceiptRow],
        hasNext: Bool
    ) {
        self.row = row
        self.members = members
        self.line = line
        self.hash = hash
        self.previousHash = previousHash
        self.proof = proof
        self.related = related
        self.hasNext = hasNext
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        row.fields.adding(
            PageFields([
                "members": members, "line": line, "hash": hash, "previousHash": previousHash,
                "proof": proof,
                "proofHref": PageLink("v1", "receipts", String(row.number), "proof").href,
                "verifyHref": PagePlace.verify.link.href, "related": related,
                "hasRelated": !related.isEmpty,
                "beforeHref": row.number > 0
                    ? PageLink("receipts", String(row.number - 1)).href : nil,
                "afterHref": hasNext ? PageLink("receipts", String(row.number + 1)).href : nil,
            ])
        )
    }
}
