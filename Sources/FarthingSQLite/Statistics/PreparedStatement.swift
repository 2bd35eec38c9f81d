import FarthingCore
import GRDB
import GRDBSQLite

/// A statement that is run for many rows: with SQLite's own interface, since arguments of GRDB cost more
/// than the rows themselves.
struct PreparedStatement {
    private let statement: Statement
    private var handle: OpaquePointer? { statement.sqliteStatement }

    /// Lets SQLite keep a copy of its own.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
    }

    enum Value {
        case int(Int64)
        case text(String)
        case bytes([UInt8])
        case null

        static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
    }

    /// Runs it once; its values count from 1.
    func run(_ values: Value...) throws { try run(values) }

    func run(_ values: [Value]) throws {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        let code = bind(values[...], at: 1)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
    }

    /// Binds what is left, and steps behind the last: within it all that was bound is still there, so that
    /// nothing is copied.
    private func bind(_ values: ArraySlice<Value>, at place: Int32) -> Int32 {
        guard let value = values.first else { return sqlite3_step(handle) }
        let rest = values.dropFirst()
        switch value {
        case .int(let value): sqlite3_bind_int64(handle, place, value)
        case .null: sqlite3_bind_null(handle, place)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    if let start = characters.baseAddress {
                        sqlite3_bind_text(handle, place, start, Int32(characters.count), nil)
                    } else {
                        // An empty text has no address, which would be NULL.
                        sqlite3_bind_text(handle, place, "", 0, Self.copies)
                    }
                    return bind(rest, at: place + 1)
                }
            }
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { bytes in
                sqlite3_bind_blob64(handle, place, bytes.baseAddress, UInt64(bytes.count), nil)
                return bind(rest, at: place + 1)
            }
        }
        return bind(rest, at: place + 1)
    }
}
