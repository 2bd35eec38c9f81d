import FarthingCore
import FarthingSQLite
import Logging

/// What a folder commits to, as it is written down in it.
struct PrivacyStanding: Hashable {
    static let folderValue = "privacy"

    var tenant: String
    var privacy: Privacy

    /// What a policy says; nil where it commits to nothing.
    init?(_ policy: Policy) {
        guard !policy.privacy.commit.isEmpty else { return nil }
        tenant = policy.tenant
        privacy = policy.privacy
    }

    /// What the folder says; nil where it commits to nothing.
    init?(of ledger: SQLiteLedger) async throws(Failure) {
        let stored: [UInt8]?
        do throws(LedgerError) {
            stored = try await ledger.folderValue(Self.folderValue)
        } catch {
            throw Failure(describing: error)
        }
        guard let stored, !stored.isEmpty else { return nil }
        guard let root = try? JSONDocument(stored).root,
            let tenant = root.member("tenant")?.string, let names = root.member("commit")
        else {
            throw Failure(.unavailable, "what the folder commits to cannot be read (privacy)")
        }
        self.tenant = tenant
        privacy = Privacy(
            commit: names.elements.compactMap(\.string).compactMap { Dimension(name: $0) }
        )
        guard privacy.commit.count == names.count else {
            throw Failure(
                .unavailable,
                "the folder commits to a dimension that this version does not know"
            )
        }
    }

    /// Writes down what the folder commits to.
    static func store(_ standing: PrivacyStanding?, in ledger: SQLiteLedger) async throws(Failure) {
        do throws(LedgerError) {
            try await ledger.setFolderValue(folderValue, standing?.json ?? [])
        } catch {
            throw Failure(describing: error)
        }
    }

    private var json: [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("commit")
        json.strings(privacy.names)
        json.key("tenant")
        json.string(tenant)
        json.endObject()
        return json.bytes
    }

    static func == (left: PrivacyStanding, right: PrivacyStanding) -> Bool {
        left.tenant.utf8.elementsEqual(right.tenant.utf8)
            && left.privacy.names == right.privacy.names
    }

    func hash(into hasher: inout Hasher) { hasher.combine(tenant) }

    /// `user and agent of the tenant default`
    var text: String {
        "\(privacy.names.joined(separator: ", ")) of the tenant \(Shown.safe(tenant))"
    }
}

extension Subjects {
    /// The subjects of a folder for a command beside no server; nil where it commits to nothing.
    static func open(
        _ folder: DataFolder,
        _ ledger: SQLiteLedger,
        _ logger: Logger
    ) async throws(Failure) -> Subjects? {
        guard let standing = try await PrivacyStanding(of: ledger) else { return nil }
        do throws(LedgerError) {
            return Subjects(standing, try SubjectStore(folder, isNew: false), logger)
        } catch {
            throw Failure(describing: error)
        }
    }
}
