import FarthingSQLite
import GRDBSQLite

/// Does something to a folder's database behind the ledger's back, or to another one in the folder.
func execute(_ sql: String, in folder: TestFolder, file: String? = nil) throws {
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    let path = file.map { folder.path + "/" + $0 } ?? folder.folder.database
    guard sqlite3_open(path, &connection) == SQLITE_OK else {
        throw TestFailure("the database cannot be opened")
    }
    sqlite3_busy_timeout(connection, 5_000)
    var message: UnsafeMutablePointer<CChar>?
    guard sqlite3_exec(connection, sql, nil, nil, &message) == SQLITE_OK else {
        throw TestFailure(message.map { String(cString: $0) } ?? "SQL failed")
    }
}
