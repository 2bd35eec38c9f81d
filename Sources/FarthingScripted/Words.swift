import NIOCore

/// The text of answers: words that are one token each, so that whoever counts the text counts the
/// bill.
///
/// Every word, with the space before it, is one token of o200k_base and of cl100k_base, and both
/// vocabularies split a text before each space; both facts are checked with `tiktoken` in the
/// interop tests.
enum Words {
    /// 256 words.
    static let list: [Substring] = """
        the of and to in is that for it with as was on be by this are from at or have an which \
        not has had were their its been one all we can more will new when they there other \
        time into than some only first two may also would about any most over such these after \
        said her out up him them then who what so my your if no do but his she you he how \
        where many much must should could each very well even back down through before between \
        under again world year people way day part place work case point hand number week \
        company system program question government service order value price cost limit budget \
        report result answer reason example problem change name line book table page word city \
        house water power money market plan test data model state group field level form rate \
        center image music story season river mountain garden window school student teacher \
        doctor letter paper travel office morning evening winter summer spring north south \
        east west light dark green blue red black white small large long short early late open \
        close high low good better best great little right left next last same different \
        important possible public private local national general special simple clear strong \
        free full ready sure true real human social common single final main major several \
        enough almost always never often usually perhaps today yesterday tomorrow together \
        already still yet once twice here near above below inside outside around across along \
        against without
        """.split(separator: " ")

    /// 4,096 words in an order without much meaning; a text longer than that begins again.
    static let ring = WordRing(list)
}

/// Words laid out once as bytes, so that a text of any length is at most a few copies.
struct WordRing: Sendable {
    static let count = 4_096
    private let bytes: [UInt8]
    private let offsets: [Int]

    init(_ list: [Substring]) {
        var bytes: [UInt8] = []
        var offsets = [0]
        for position in 0..<UInt64(Self.count) {
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: list[Int(mix(position) % UInt64(list.count))].utf8)
            offsets.append(bytes.count)
        }
        self.bytes = bytes
        self.offsets = offsets
    }

    /// Writes `tokens` words from the ring's position `start` on.
    func write(from start: Int, tokens: Int, into buffer: inout ByteBuffer) {
        var position = start % Self.count
        var left = tokens
        while left > 0 {
            let taken = min(left, Self.count - position)
            buffer.writeBytes(bytes[offsets[position]..<offsets[position + taken]])
            left -= taken
            position = 0
        }
    }
}
