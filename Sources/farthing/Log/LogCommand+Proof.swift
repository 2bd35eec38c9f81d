import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

extension LogCommand {
    /// Proves that the log with more entries begins with the one with fewer.
    struct ProveGrowth: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "proof",
            abstract: "Prove that the log is an append-only continuation of an older one.",
            discussion: """
                Exits with 0 when it is, 1 when it is not, 2 when something cannot be read. The \
                proof is that of RFC 6962, section 2.1.2, out of the published tiles.
                """
        )

        @OptionGroup var folder: DataOptions

        @Option(
            help: ArgumentHelp(
                "The older tree: its size, or a file with a checkpoint that was kept.",
                valueName: "N|FILE"
            )
        )
        var from: String

        @Option(help: "The newer tree's size. (default: that of the published checkpoint)")
        var to: Int64?

        @Option(
            help: """
                A public key that must have signed both checkpoints, 64 hexadecimal digits or a \
                file; may be repeated. (default: for --from FILE those that have sealed this log)
                """
        )
        var key: [String] = []

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            if let old = Int64(from), let to, old > to {
                throw ValidationError(
                    "--from \(old) --to \(to): the older tree is the one with fewer entries; "
                        + "exchange them"
                )
            }
        }

        func run() async throws {
            let found: Found
            do throws(Failure) {
                found = try prove()
            } catch {
                let failure = error.code == .usage ? error : Failure(.unreadable, error.message)
                guard json else { throw failure }
                Console.json(AdminAnswer.failed(failure))
                throw ExitCode(failure.code.rawValue)
            }
            if json { Console.json(found.json) } else { found.lines.forEach(Console.line) }
            if found.fault != nil { throw ExitCode(Failure.Code.invalid.rawValue) }
        }

        private func prove() throws(Failure) -> Found {
            let data = try folder.ledgerFolder()
            let store = LogPublication.store(data)
            do {
                guard let published = try store.checkpoint().flatMap({ SignedCheckpoint($0) })
                else {
                    throw LogError(
                        "\(store.folder) has no checkpoint; `farthing log publish` makes one"
                    )
                }
                var reader = try TileReader(
                    store: store,
                    size: published.checkpoint.size,
                    root: published.checkpoint.root
                )
                let newSize = to ?? published.checkpoint.size
                guard (0...published.checkpoint.size).contains(newSize) else {
                    throw Failure(.usage, "--to \(newSize): the log has \(reader.size) entries")
                }
                let old = try older()
                var found = Found(
                    newSize: newSize,
                    newRoot: try reader.root(size: newSize),
                    oldSize: old.size
                )
                found.isByGivenKeys = !key.isEmpty
                if let older = old.checkpoint?.checkpoint,
                    !older.isOf(origin: published.checkpoint.origin)
                {
                    found.fault = .origin
                } else if !(try isSigned([old.checkpoint, published].compactMap { $0 }, data)) {
                    found.fault = .signature
                }
                guard found.fault == nil else { return found }
                guard old.size <= newSize else {
                    guard old.size > published.checkpoint.size else {
                        throw Failure(
                            .usage,
                            "--to \(newSize): the checkpoint of --from is over \(old.size) entries, "
                                + "and must be the older one"
                        )
                    }
                    found.fault = .shorter
                    return found
                }
                let oldRoot = try reader.root(size: old.size)
                found.oldRoot = old.checkpoint?.checkpoint.root ?? oldRoot
                if found.oldRoot != oldRoot { found.fault = .root }
                found.hashes = try ConsistencyProof(from: old.size, to: newSize, from: &reader)
                    .hashes
                return found
            } catch {
                throw Failure(describing: error)
            }
        }

        /// Whether the checkpoints are by the keys that were given; without any, where one was kept,
        /// by those of the folder's own log.
        private func isSigned(_ signed: [SignedCheckpoint], _ data: DataFolder) throws -> Bool {
            if !key.isEmpty {
                let keys = try KeyOption.read(key)
                return signed.allSatisfy { $0.isSigned(by: keys) }
            }
            if signed.count < 2 { return true }
            let journal = try folder.checkedJournal()
            if signed.allSatisfy({ $0.isSigned(by: [journal.firstKey]) }) { return true }
            let keys = try journal.keys()
            return signed.allSatisfy { $0.isSigned(by: keys) }
        }

        private func older() throws(Failure) -> (size: Int64, checkpoint: SignedCheckpoint?) {
            if let size = Int64(from), size >= 0 { return (size, nil) }
            let bytes = try SmallFile.read(
                from,
                bytesMax: SignedNote.bytesMax,
                what: "the checkpoint"
            )
            guard let signed = SignedCheckpoint(bytes) else {
                throw Failure(.unreadable, "\(from): this is no checkpoint")
            }
            return (signed.checkpoint.size, signed)
        }
    }
}

extension LogCommand.ProveGrowth {
    /// What came of it.
    fileprivate struct Found {
        let newSize: Int64
        let newRoot: Hash32
        let oldSize: Int64
        var oldRoot: Hash32?
        var hashes: [Hash32] = []
        var fault: Fault?
        /// Whether the caller has said whose signatures count.
        var isByGivenKeys = false

        enum Fault: String {
            case shorter = "log_shorter"
            case root = "log_forked"
            case origin = "log_origin_mismatch"
            case signature = "checkpoint_signature_invalid"
        }

        private func reason(_ fault: Fault) -> String {
            switch fault {
            case .shorter:
                return "the log has fewer entries than the older one: its end was cut off"
            case .root:
                return "the log does not begin with the entries of the older one: it was forked"
            case .origin: return "the older checkpoint is of a log with another name"
            case .signature:
                guard isByGivenKeys else {
                    return
                        "a checkpoint is not signed, as it stands, by a key that has sealed this "
                        + "log: it was altered, or is of another log"
                }
                return "a checkpoint is not signed by a key that was given; " + ProofCheck.handedOn
            }
        }

        var lines: [String] {
            if let fault {
                return ["NOT A CONTINUATION: \(reason(fault)) (\(fault.rawValue))"]
            }
            return [
                "an append-only continuation: \(newSize) entries begin with the older \(oldSize)",
                "  old root  \(oldRoot?.hex ?? "")",
                "  new root  \(newRoot.hex)",
                "  proof     \(hashes.count) hashes",
            ] + hashes.map { "    \($0.hex)" }
        }

        var json: [UInt8] {
            var json = JSONWriter(capacity: 1_024)
            json.beginObject()
            json.key("ok")
            json.bool(fault == nil)
            json.key("sequence")
            json.null()
            json.key("reason")
            json.string(fault?.rawValue)
            json.key("from")
            json.int(oldSize)
            json.key("from_root")
            json.string(oldRoot?.hex)
            json.key("hashes")
            json.strings(hashes.map(\.hex))
            json.key("to")
            json.int(newSize)
            json.key("to_root")
            json.string(newRoot.hex)
            json.endObject()
            return json.bytes
        }
    }
}

extension SignedCheckpoint {
    /// Whether one of these keys has signed it, under the log's name, and none of them wrongly.
    func isSigned(by keys: [VerifyingKey]) -> Bool {
        let named = keys.compactMap {
            try? NoteKey(name: checkpoint.origin, kind: .signature, key: $0)
        }
        return note.verdict(keys: named) == .valid
    }
}
