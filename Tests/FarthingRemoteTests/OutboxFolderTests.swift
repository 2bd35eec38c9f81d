import Farthing
import FarthingCore
import FarthingRemote
import Foundation
import Testing

/// Folders of outboxes as processes that died, other versions and full disks leave them.
@Suite("Remote ledger: the outbox's folder")
struct OutboxFolderTests {
    private static let lineBytes = 2_048
    private static let request = SpendRequest(tool: "t", cost: .nanos(1_000))

    private static func folder() -> String {
        NSTemporaryDirectory() + "farthing-outbox-" + UUID().uuidString
    }

    /// A ledger of nobody's server, with room for a few calls.
    private static func open(
        _ folder: String,
        _ address: String = "http://127.0.0.1:1",
        places: Int = 4
    ) throws -> RemoteLedger {
        var options = RemoteLedger.Options()
        options.outboxFolder = folder
        options.openCallsMax = places
        options.timeoutMs = 300
        return try RemoteLedger(address, key: Server.key, options: options)
    }

    private static func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .map { folder + "/" + $0 }
    }

    private static func line(_ text: String) -> Data {
        Data(text.utf8) + Data(repeating: 0x20, count: lineBytes - 1 - text.utf8.count)
            + Data([0x0A])
    }

    private static func record(_ sequence: Int, _ hold: HoldID) -> String {
        #"{"sequence":\#(sequence),"hold":"\#(hold)","verb":"settle","body":{"id":"\#(hold)"}}"#
    }

    @Test("records stay in their lines, and those of processes that died come beside them")
    func merged() async throws {
        let folder = Self.folder()
        do { _ = try Self.open(folder) }
        try await until("its file is nobody's") { try Self.files(folder).count == 1 }
        let own = try Self.files(folder)[0]
        let foreign = own.replacingOccurrences(of: "-0.jsonl", with: "-1.jsonl")
        let ids = (0..<4).map { _ in HoldID.random() }
        var content = Self.line("") + Self.line(Self.record(9, ids[0])) + Self.line("")
        content += Self.line(Self.record(4, ids[1]))
        try content.write(to: URL(fileURLWithPath: own))
        try (Self.line(Self.record(1, ids[2])) + Self.line(Self.record(7, ids[3])))
            .write(to: URL(fileURLWithPath: foreign))
        let remote = try Self.open(folder, places: 2)
        #expect(remote.unsentCount == 4)
        let now = try Data(contentsOf: URL(fileURLWithPath: own))
        #expect(now.count == 4 * Self.lineBytes)
        #expect(now[Self.lineBytes..<2 * Self.lineBytes] == Self.line(Self.record(9, ids[0])))
        #expect(now[(3 * Self.lineBytes)...] == Self.line(Self.record(4, ids[1])))
        for id in ids { #expect(now.range(of: Data(id.description.utf8)) != nil) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: foreign)).isEmpty)
        // Full of what others have left: no call begins that could not be noted.
        let error = try await spendError {
            _ = try await Governor(ledger: remote).hold(Self.request)
        }
        #expect(error.code == .ledgerUnavailable && error.message.contains("outbox is full"))
    }

    @Test("a record that was cut short was promised to nobody, and is passed over")
    func torn() throws {
        let folder = Self.folder()
        do { _ = try Self.open(folder) }
        let own = try #require(try Self.files(folder).first)
        let whole = Self.record(1, .random())
        try (Self.line(String(whole.dropLast(9))) + Self.line(whole))
            .write(to: URL(fileURLWithPath: own))
        #expect(try Self.open(folder).unsentCount == 1)
    }

    @Test("what another version has written is refused, and stays as it is")
    func otherVersion() throws {
        let id = HoldID.random()
        let contents = [
            Self.line(Self.record(1, id))
                + Self.line(#"{"sequence":2,"hold":"\#(id)","verb":"refund","body":{}}"#),
            Data((Self.record(1, id) + "\n" + Self.record(2, id) + "\n").utf8),
        ]
        for content in contents {
            let folder = Self.folder()
            do { _ = try Self.open(folder) }
            let own = URL(fileURLWithPath: try #require(try Self.files(folder).first))
            try content.write(to: own)
            do {
                _ = try Self.open(folder)
                Issue.record("it was opened")
            } catch let error as SpendError {
                #expect(error.code == .ledgerUnavailable)
                #expect(error.message.contains(own.path) && error.message.contains("version"))
            }
            #expect(try Data(contentsOf: own) == content)
        }
    }

    @Test("a folder that is a file, is missing above, or that nobody may write is named")
    func unusable() throws {
        let file = Self.folder()
        try Data().write(to: URL(fileURLWithPath: file))
        var folders = [file, Self.folder() + "/above/outbox"]
        if getuid() != 0 {
            let closed = Self.folder()
            try FileManager.default.createDirectory(
                atPath: closed,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o500]
            )
            folders.append(closed)
        }
        for folder in folders {
            do {
                _ = try Self.open(folder)
                Issue.record("\(folder) was opened")
            } catch let error as SpendError {
                #expect(error.code == .ledgerUnavailable)
                #expect(error.message.contains(folder) && error.message.contains("folder's parent"))
            }
        }
    }
}
