import ArgumentParser
import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a vote takes: the approval, and who votes.
struct VoteOptions: ParsableArguments {
    static let discussion = """
        Who votes is shown by a Farthing key of their own, in FARTHING_KEY or in the file that \
        --key-file names; never as an argument, which other users of the machine could read. It must \
        be a key of the group that is asked (farthing keys create --approves GROUP), and not the one \
        whose call it is.
        """
    /// A key has 46 bytes; a file with a line feed or two is meant as well.
    private static let keyFileBytesMax = 1_024

    @OptionGroup var folder: DataOptions

    @Argument(help: "The approval's id, or how it begins.")
    var id: String

    @Option(help: "A file with your Farthing key, instead of FARTHING_KEY.")
    var keyFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// Sends the vote and says what came of it.
    func send(isFor: Bool, note: String) async throws(Failure) {
        guard note.utf8.count <= ApprovalVote.noteBytesMax else {
            throw Failure(.usage, "--note: at most \(ApprovalVote.noteBytesMax) bytes")
        }
        var request = AdminRequest(.vote)
        request.name = id
        request.note = note
        request.isFor = isFor
        request.secret = try secret()
        let bytes = try await LedgerAccess(folder).ask(request)
        let answer = try AdminAnswer.read(bytes)
        if json { return Console.json(bytes) }
        Console.line(ApprovalText.outcome(answer))
    }

    private func secret() throws(Failure) -> String {
        if let keyFile {
            let bytes = try SmallFile.read(
                keyFile,
                bytesMax: Self.keyFileBytesMax,
                what: "the voter's key"
            )
            let text = bytes.filter { $0 > 0x20 }
            guard !text.isEmpty else { throw Failure(.usage, "\(keyFile): there is no key in it") }
            return String(decoding: text, as: UTF8.self)
        }
        guard let value = getenv("FARTHING_KEY") else {
            throw Failure(
                .usage,
                "who votes? Set FARTHING_KEY to your own Farthing key, or name a file with "
                    + "--key-file"
            )
        }
        return String(cString: value)
    }
}
