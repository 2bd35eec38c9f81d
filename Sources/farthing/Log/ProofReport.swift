import ArgumentParser
import FarthingCore
import FarthingReceipts

/// Runs `farthing verify --proof` and says what came of it.
enum ProofReport {
    /// - Throws: an `ExitCode`: 1 where the proof does not hold, 2 where something cannot be read.
    static func run(
        _ path: String,
        _ options: ProofOptions,
        keys: [String],
        json: Bool
    ) throws {
        let check: ProofCheck
        do throws(Failure) {
            check = try Self.check(path, options, keys)
        } catch {
            let failure = Failure(.unreadable, error.message)
            guard json else { throw failure }
            Console.json(unreadable(failure.message))
            throw ExitCode(failure.code.rawValue)
        }
        if json { Console.json(text(check)) } else { lines(check, path).forEach(Console.line) }
        if check.fault != nil { throw ExitCode(Failure.Code.invalid.rawValue) }
    }

    private static func check(
        _ path: String,
        _ options: ProofOptions,
        _ keys: [String]
    ) throws(Failure) -> ProofCheck {
        guard !keys.isEmpty else {
            throw Failure(
                .usage,
                "--proof needs --key, the log's public key from a place you trust"
            )
        }
        let bytes = try SmallFile.read(path, bytesMax: TlogProof.bytesMax, what: "the proof")
        guard let proof = TlogProof(bytes) else {
            throw Failure(.unreadable, "\(path): this is no tlog-proof@v1")
        }
        var given = ProofCheck.Given(keys: try KeyOption.given(keys), origin: options.origin)
        for text in options.witness {
            let key: NoteKey
            do throws(KeyError) {
                key = try NoteKey(text: text)
            } catch {
                throw Failure(.usage, "--witness: \(error.message)")
            }
            guard key.kind == .cosignature else {
                throw Failure(.usage, "--witness \(Shown.safe(key.name)): this is no witness's key")
            }
            given.witnesses.append(key)
        }
        given.witnessesMin = options.witnessesMin ?? given.witnesses.count
        if let text = options.entryHash {
            guard let hash = Hash32(hexDigits: Array(text.utf8)) else {
                throw Failure(.usage, "--entry-hash: give 64 hexadecimal digits in lower case")
            }
            given.entryHash = hash
        }
        if let path = options.receipt {
            given.receipt = try SmallFile.read(
                path,
                bytesMax: StoredReceipt.bytesMax + 1,
                what: "the receipt"
            )
        }
        return ProofCheck(proof, given)
    }

    private static func lines(_ check: ProofCheck, _ path: String) -> [String] {
        let checkpoint = check.proof.checkpoint.checkpoint
        var lines = [check.fault == nil ? "valid: \(path)" : "NOT VALID: \(path)"]
        if let fault = check.fault {
            lines.append("  entry \(check.proof.index): \(fault.reason) (\(fault.code.rawValue))")
            return lines
        }
        lines.append("  entry     \(check.proof.index), hash \(check.entryHash?.hex ?? "")")
        lines.append("  log       \(Shown.safe(checkpoint.origin))")
        lines.append("  size      \(Shown.grouped(checkpoint.size)), root \(checkpoint.root.hex)")
        for witness in check.cosigned {
            lines.append(
                "  witness   \(Shown.safe(witness.key.name)) at "
                    + Shown.time(Self.ms(witness.timestampS))
            )
        }
        if let receipt = check.proof.extra {
            lines.append("  receipt   \(Shown.safe(String(decoding: receipt, as: UTF8.self)))")
        }
        return lines
    }

    private static func text(_ check: ProofCheck) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("ok")
        json.bool(check.fault == nil)
        json.key("sequence")
        json.int(check.proof.index)
        json.key("reason")
        json.string(check.fault?.code.rawValue)
        json.key("detail")
        json.string(check.fault?.reason)
        json.key("entry_hash")
        json.string(check.entryHash?.hex)
        json.key("origin")
        json.string(check.proof.checkpoint.checkpoint.origin)
        json.key("root")
        json.string(check.proof.checkpoint.checkpoint.root.hex)
        json.key("size")
        json.int(check.proof.checkpoint.checkpoint.size)
        json.key("witnesses")
        json.beginArray()
        for witness in check.cosigned {
            json.beginObject()
            json.key("at_s")
            json.int(witness.timestampS)
            json.key("name")
            json.string(witness.key.name)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private static func unreadable(_ message: String) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("ok")
        json.bool(false)
        json.key("sequence")
        json.null()
        json.key("reason")
        json.string("unreadable")
        json.key("error")
        json.string(message)
        json.endObject()
        return json.bytes
    }

    /// A witness's time as others are shown; one beyond all calendars as the last of them.
    private static func ms(_ seconds: Int64) -> Int64 { min(seconds, 253_402_300_799) * 1_000 }
}
