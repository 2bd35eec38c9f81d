import Crypto
import FarthingCore
import FarthingProviders
import FarthingReceipts
import FarthingSQLite

/// The text of a price book, with the signature over it where it has one.
struct BookFile {
    /// The largest file in bytes: a hundred times the book that is built in.
    static let bytesMax = 16 << 20
    private static let title = "farthing-signed-prices 1"

    /// Where it was read, for messages.
    let place: String
    /// The book's own text, as the generator wrote it.
    let text: [UInt8]
    /// Over ``signedMessage``; nil for a text without one.
    let signature: [UInt8]?
    let book: PriceBook

    /// The book that is built in.
    static func bundled() -> BookFile {
        BookFile(
            place: "the built-in price book",
            text: PriceBook.bundledText,
            signature: nil,
            book: PriceBook.bundled()
        )
    }

    private init(place: String, text: [UInt8], signature: [UInt8]?, book: PriceBook) {
        self.place = place
        self.text = text
        self.signature = signature
        self.book = book
    }

    /// Reads a book in either form and checks that its text is whole.
    init(path: String) throws(Failure) {
        let bytes = try SmallFile.read(path, bytesMax: Self.bytesMax, what: "the price book")
        var text = bytes[...]
        var signature: [UInt8]?
        if text.starts(with: Self.title.utf8) {
            let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
            let prefix = "signature "
            guard lines.count == 3, lines[0].elementsEqual(Self.title.utf8),
                lines[1].starts(with: prefix.utf8),
                let signed = HexText.bytes(lines[1].dropFirst(prefix.utf8.count))
            else {
                throw Failure(
                    .configuration,
                    "\(path): the signature cannot be read; import the price book again"
                )
            }
            signature = signed
            text = bytes[lines[2].startIndex...]
        }
        self.place = path
        self.text = Array(text)
        self.signature = signature
        do {
            var book = try PriceBook(parsing: self.text)
            book.rates = .bundled()
            self.book = book
        } catch {
            throw Failure(.configuration, "\(path): \(error.message)")
        }
        guard isWhole else {
            throw Failure(
                .configuration,
                "\(path): the book's lines do not have the hash that it states; get it again, or "
                    + "generate it again with Scripts/data/prices.py"
            )
        }
    }

    /// Whether the lines have the hash that the book states.
    var isWhole: Bool {
        guard let body = PriceBook.body(of: text) else { return false }
        return HexText.of(SHA256.hash(data: body)) == book.hash
    }

    /// SHA-256 of the whole text, in hexadecimal.
    var textHash: String { HexText.of(SHA256.hash(data: text)) }

    /// What is signed: the hash of the whole text, comments included.
    var signedMessage: [UInt8] { Array("\(Self.title)\n\(textHash)\n".utf8) }

    /// The file's bytes with a signature of `key`.
    func signed(by key: any Signer) throws(Failure) -> [UInt8] {
        do {
            let signature = try key.signature(over: signedMessage)
            return Array("\(Self.title)\nsignature \(HexText.of(signature))\n".utf8) + text
        } catch {
            throw Failure(.unavailable, error.message)
        }
    }

    /// Whether the book carries a signature of `key`.
    func isSigned(by key: VerifyingKey) -> Bool {
        signature.map { key.isValid($0, over: signedMessage) } ?? false
    }
}

extension HexText {
    /// Lower-case hexadecimal as bytes; nil for anything else.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x61...0x66: value = digit - 0x61 + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
