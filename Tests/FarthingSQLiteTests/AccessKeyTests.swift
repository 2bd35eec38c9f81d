import FarthingCore
import FarthingSQLite
import Testing

@Suite("Keys are stored with what they may do")
struct AccessKeyTests {
    private func key(_ id: String) -> StoredAccessKey {
        StoredAccessKey(
            id: id,
            hash: Array(id.utf8),
            name: id,
            scope: "{}",
            claims: "[]",
            createdAtMs: 1
        )
    }

    @Test("capability and groups come back, and are nothing where nothing was said")
    func stored() async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        var voter = key("key_2")
        voter.capability = "data_write"
        voter.approves = "[\"finance\"]"
        voter.isApproverOnly = true
        try await ledger.add(key("key_1"))
        try await ledger.add(voter)
        await ledger.close()
        ledger = try await folder.open()
        for keys in [try await ledger.accessKeys(), try JournalReader(folder.folder).accessKeys()] {
            #expect(keys.map(\.capability) == [nil, "data_write"])
            #expect(keys.map(\.approves) == ["[]", "[\"finance\"]"])
            #expect(keys.map(\.isApproverOnly) == [false, true])
        }
        await ledger.close()
    }

    @Test("a folder of the version before is read as it is, and gets the new columns when opened")
    func before() async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        try await ledger.add(key("key_1"))
        await ledger.close()
        try execute(
            """
            ALTER TABLE access_keys DROP COLUMN capability;
            ALTER TABLE access_keys DROP COLUMN approves;
            ALTER TABLE access_keys DROP COLUMN approver_only;
            DELETE FROM grdb_migrations WHERE identifier = '2026-11 what keys may do';
            """,
            in: folder
        )
        let read = try JournalReader(folder.folder).accessKeys()
        #expect(read.map(\.id) == ["key_1"] && read.map(\.approves) == ["[]"])
        ledger = try await folder.open()
        var payer = key("key_2")
        payer.capability = "payment_execute"
        try await ledger.add(payer)
        #expect(try await ledger.accessKeys().map(\.capability) == [nil, "payment_execute"])
        await ledger.close()
    }
}
