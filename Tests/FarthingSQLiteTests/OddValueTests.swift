import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Testing

/// SQLite lets anything stand in any column: what does not belong there is said, and never ends the
/// process.
@Suite("Values that do not belong in a column of the database")
struct OddValueTests {
    private static let values = [
        "NULL", "'x'", "''", "5", "-1", "9223372036854775807", "9223372036854775800",
        "-9223372036854775808", "1.5", "9e300", "x'00ff'", "x''",
    ]

    /// Ten calls, a key, and a snapshot behind them.
    private func used() async throws -> TestFolder {
        let folder = try TestFolder()
        let ledger = try await folder.open(isDurable: false)
        _ = try await ledger.one(Sample.budget())
        for number in 1...10 as ClosedRange<UInt64> {
            _ = try await ledger.one(Sample.hold(number, Int64(number), key: "key \(number)"))
            _ = try await ledger.one(Sample.settle(number, [1]))
        }
        try await ledger.add(
            StoredAccessKey(
                id: "key_1",
                hash: [1, 2, 3],
                name: "SECRET",
                scope: "{}",
                claims: "[]",
                createdAtMs: 1
            )
        )
        await ledger.close()
        return folder
    }

    /// Puts a value into a column of a table that takes anything.
    private func put(
        _ value: String,
        _ place: String,
        where condition: String,
        in folder: TestFolder,
        _ file: String? = nil
    ) throws {
        let names = place.split(separator: ".")
        let (table, column) = (names[0], names[1])
        try execute(
            """
            CREATE TABLE loose AS SELECT * FROM \(table);
            DROP TABLE \(table);
            ALTER TABLE loose RENAME TO \(table);
            UPDATE \(table) SET \(column) = \(value) WHERE \(condition);
            """,
            in: folder,
            file: file
        )
    }

    /// What `body` says is wrong; nil where it says nothing.
    private func complaint(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let error as LedgerError {
            return error.message
        } catch let error as DamagedBatch {
            return error.reason
        }
    }

    @Test(
        "a batch with one is never read as if it were whole",
        arguments: ["first_sequence", "count", "at_ms", "lines", "seal"]
    )
    func batches(column: String) async throws {
        let folder = try await used()
        let total = try folder.verify().entries
        for place in ["7", "(SELECT max(first_sequence) FROM batches)"] {
            for value in Self.values {
                let copy = try folder.copyAsAfterKill()
                let batch = "first_sequence = \(place)"
                try put(value, "batches.\(column)", where: batch, in: copy)
                let said = try complaint {
                    let found = try copy.verify()
                    #expect(!found.isWhole || found.entries < total, "\(column) \(value)")
                }
                let isKnown = said?.contains("in the table batches") ?? true
                #expect(isKnown && said?.contains("\(column) is") ?? true, "\(said ?? "")")
                let reader = try JournalReader(copy.folder)
                for sequence in [Int64.min, -1, 0, 7, 8, total, Int64.max] {
                    _ = try complaint { _ = try reader.lastBatch(upTo: sequence) }
                    _ = try complaint { _ = try reader.firstSequence(fromMs: sequence) }
                    _ = try complaint { _ = try reader.piece(from: sequence, to: total) }
                }
                _ = try complaint { _ = try reader.entryCount() }
                _ = await copy.refusal()
                copy.remove("/book.snapshot")
                if await copy.refusal() == nil {
                    // What nothing but the verifier looks at: the time beside the seal.
                    #expect(column == "at_ms", "\(column) \(value)")
                }
            }
        }
    }

    @Test("wrong kinds and numbers out of range are told with table, row and column")
    func words() async throws {
        let folder = try await used()
        for (column, value, words) in [
            ("seal", "CAST(seal AS TEXT)", "row first_sequence 7, seal is text, and bytes belong"),
            ("lines", "NULL", "row first_sequence 7, lines is NULL, and bytes belong"),
            ("lines", "5", "row first_sequence 7, lines is an integer, and bytes belong"),
            ("count", "1e3 + 0.5", "count is a number with a point, and an integer belongs"),
            ("count", "9223372036854775807", "count is 9223372036854775807, and a number from 0"),
            ("at_ms", "-1", "at_ms is -1, and a number from 0 to 253402300799999 belongs"),
            ("at_ms", "x'00'", "at_ms is bytes, and an integer belongs"),
            ("first_sequence", "7.5", "row without a name, first_sequence is a number with"),
        ] {
            let copy = try folder.copyAsAfterKill()
            try put(value, "batches.\(column)", where: "first_sequence = 7", in: copy)
            let said = try complaint { _ = try copy.verify() } ?? "nothing"
            #expect(said.contains(words), "\(said)")
        }
    }

    @Test("what the folder keeps of itself is checked at each reading")
    func folderValues() async throws {
        let folder = try await used()
        for name in ["origin", "index_key", "format", "base"] {
            for value in Self.values {
                let copy = try folder.copyAsAfterKill()
                try execute("INSERT OR IGNORE INTO folder VALUES ('\(name)', x'00')", in: copy)
                try put(value, "folder.value", where: "name = '\(name)'", in: copy)
                if name == "format", value.hasPrefix("x") {
                    // A form that nobody here knows: nothing else of the folder is looked at.
                    let said = try complaint { _ = try JournalReader(copy.folder) }
                    #expect(said?.contains("is of the format") ?? false, "\(value)")
                    #expect(await copy.refusal() != nil, "\(value)")
                    continue
                }
                let reader = try JournalReader(copy.folder)
                let said = try complaint { _ = try reader.folderValue(name) }
                let isBytes = value.hasPrefix("x")
                #expect((said == nil) == isBytes, "\(name) \(value)")
                let words = "in the table folder, row name \(name), value is"
                #expect(isBytes || said?.contains(words) ?? false, "\(said ?? "")")
                _ = try complaint { _ = try reader.origin() }
                _ = try complaint { try reader.forEach { _ in } }
                #expect(await copy.refusal() != nil || name == "format", "\(name) \(value)")
            }
        }
    }

    @Test(
        "an access key with one is told by its id, and nothing of it is shown",
        arguments: [
            "id", "hash", "name", "scope", "claims", "created_at_ms", "expires_at_ms",
            "revoked_at_ms", "capability", "approves", "approver_only",
        ]
    )
    func accessKeys(column: String) async throws {
        let folder = try await used()
        for value in Self.values {
            let copy = try folder.copyAsAfterKill()
            try put(value, "access_keys.\(column)", where: "id = 'key_1'", in: copy)
            let said = try complaint { _ = try JournalReader(copy.folder).accessKeys() }
            guard let said else { continue }
            #expect(said.contains("in the table access_keys") && said.contains("\(column) is"))
            #expect(!said.contains("SECRET") && said.contains("key_1") || column == "id", "\(said)")
            let ledger = try await copy.open(isDurable: false)
            await #expect(throws: LedgerError.self) { try await ledger.accessKeys() }
            await ledger.close()
        }
    }

    @Test("of a subject its commitment is told, and never its name")
    func subjects() throws {
        let names = ["tenant", "dimension", "value", "salt", "commitment", "created_at_ms"]
        let alice = Subject(tenant: "SECRET", dimension: .user, value: "SECRET")
        for column in names {
            for value in Self.values {
                let folder = try TestFolder()
                let store = try SubjectStore(folder.folder, isNew: true)
                _ = try store.findOrAdd([alice]) { subject in
                    SubjectRecord(
                        subject: subject,
                        salt: [1],
                        commitment: "c_1",
                        createdAtMs: 1
                    )
                }
                try put(value, "subjects.\(column)", where: "TRUE", in: folder, "subjects.sqlite")
                let again = try SubjectStore(folder.folder, isNew: false)
                var told: [String] = []
                for body in [
                    { try again.forEach(SubjectFilter()) { _ in } },
                    { _ = try again.find([alice]) },
                ] { told += try complaint(body).map { [$0] } ?? [] }
                for said in told {
                    #expect(said.contains("in the table subjects"), "\(said)")
                    #expect(!said.contains("SECRET"), "\(said)")
                    #expect(said.contains("c_1") || column == "commitment", "\(said)")
                }
                // Numbers become text where text belongs.
                let isOfItsKind =
                    column == "created_at_ms"
                    ? value == "5"
                    : ["value", "salt"].contains(column)
                        ? value.hasPrefix("x") : !value.hasPrefix("x") && value != "NULL"
                #expect(told.isEmpty == isOfItsKind, "\(column) \(value): \(told)")
            }
        }
    }
}
