import FarthingCore
import GRDB

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension DataFolder {
    /// What the journal's entries add up to; to be counted anew where it is missing.
    package var statistics: String { path + "/statistics.sqlite" }

    /// Makes its file, for its owner alone, where there is none; SQLite gives the files beside it the
    /// same mode.
    fileprivate func makeStatistics() throws(FolderError) {
        let descriptor = open(statistics, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FolderError("cannot make \(statistics): \(lastError())")
        }
        close(descriptor)
    }
}

/// Opens the file of statistics, and throws one away that does not belong to the journal.
package enum StatisticsFile {
    /// Where the last commit stopped.
    struct Place {
        var nextSequence: Int64
        var lastHash: String
    }

    /// Opens the file, a new one where there is none of this journal.
    static func open(_ folder: DataFolder, _ journal: JournalReader) throws -> DatabaseQueue {
        let origin = try journal.origin() ?? ""
        if FileStatus(folder.statistics, follows: true) != nil {
            // Whatever is wrong with it: all that it says is in the journal.
            if let queue = try? connect(folder), (try? belongs(queue, journal, origin)) == true {
                return queue
            }
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink(folder.statistics + suffix) }
        }
        try folder.makeStatistics()
        let queue = try connect(folder)
        try queue.write { database in
            try StatisticsSchema.make(database)
            try database.execute(
                sql: "INSERT INTO facts (name, text) VALUES ('origin', ?)",
                arguments: [origin]
            )
        }
        return queue
    }

    private static func connect(_ folder: DataFolder) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // A lost commit is counted again.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        return try DatabaseQueue(path: folder.statistics, configuration: configuration)
    }

    /// Whether it counts this journal, as far as it has counted.
    private static func belongs(
        _ queue: DatabaseQueue,
        _ journal: JournalReader,
        _ origin: String
    ) throws -> Bool {
        let place = try queue.read { database -> Place? in
            let version = try Int64.fetchOne(database, sql: "PRAGMA user_version")
            guard version == StatisticsSchema.version,
                try text("origin", database) == origin
            else { return nil }
            return try Self.place(database)
        }
        guard let place, place.nextSequence <= (try journal.entryCount()) else { return false }
        if place.nextSequence == 0 { return true }
        if let line = try? journal.line(place.nextSequence - 1) {
            return Self.hash(line) == place.lastHash
        }
        // Archived and taken away since, it cannot be compared.
        return try journal.base().map { place.nextSequence <= $0.first } ?? false
    }

    /// Where its counting has stopped.
    static func place(_ database: Database) throws -> Place {
        Place(
            nextSequence: try number("next_sequence", database) ?? 0,
            lastHash: try text("last_hash", database) ?? ""
        )
    }

    static func number(_ name: String, _ database: Database) throws -> Int64? {
        try Row.fetchOne(
            database,
            sql: "SELECT name, number FROM facts WHERE name = ?",
            arguments: [name]
        )
        .map { try StoredRow($0, of: "facts").integer(1, in: 0...Int64.max) }
    }

    static func text(_ name: String, _ database: Database) throws -> String? {
        try Row.fetchOne(
            database,
            sql: "SELECT name, text FROM facts WHERE name = ?",
            arguments: [name]
        )
        .map { try StoredRow($0, of: "facts").text(1) }
    }

    /// An entry's own hash.
    package static func hash(_ line: [UInt8]) -> String? {
        guard let document = try? JSONDocument(line) else { return nil }
        return document.root.member("entryHash")?.string
    }
}

extension JournalReader {
    /// An entry's stored line; nil where there is none.
    ///
    /// - Throws: where it is archived, and its segment is not in the folder.
    package func line(_ sequence: Int64) throws -> [UInt8]? {
        guard let batch = try batch(holding: sequence) else { return nil }
        for (offset, line) in JournalLines(batch.lines).enumerated()
        where batch.first + Int64(offset) == sequence {
            return [UInt8](line)
        }
        return nil
    }
}
