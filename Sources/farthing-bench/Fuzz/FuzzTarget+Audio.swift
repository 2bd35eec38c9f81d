import FarthingCore
import FarthingProviders

extension FuzzTarget {
    /// Forms, and recordings in each container.
    static let audio: [FuzzTarget] =
        [transcriptionRequest, transcriptionStream]
        + AudioFormat.allCases.map { recording($0) }

    private static let formType = "multipart/form-data; boundary=xYz"

    private static func part(_ name: String, _ content: [UInt8]) -> [UInt8] {
        Array("--xYz\r\nContent-Disposition: form-data; name=\(name)\r\n\r\n".utf8) + content
            + Array("\r\n".utf8)
    }

    private static let form =
        part("\"model\"", Array("gpt-4o-transcribe".utf8))
        + part("\"prompt\"", Array("Grüße".utf8)) + part("\"stream\"", Array("true".utf8))
        + part("\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav", AudioSample.wave)
        + Array("--xYz--\r\n".utf8)

    static let transcriptionRequest = FuzzTarget(
        name: "transcription-request",
        seeds: [
            form,
            part("\"file\"; filename=\"a.mp3\"", AudioSample.mp3)
                + part("\"model\"", Array("whisper-1".utf8))
                + part("\"response_format\"", Array("srt".utf8)) + Array("--xYz--".utf8),
        ],
        words: [
            "--xYz", "\r\n--xYz\r\n", "--xYz--", "\n--xYz", "Content-Disposition: form-data; ",
            "filename*=UTF-8''a.mp3", "name=\"model\"", "Content-Transfer-Encoding: base64\r\n",
            "; filename=\"a.flac\"", "chunking_strategy", "include[]", "RIFF", "data",
        ]
    ) { input, random throws(FuzzFault) in
        let head = DialectHead(method: "POST", path: "/v1/audio/transcriptions") { name in
            name == "content-type" ? formType : nil
        }
        return try DialectProof.request(
            input,
            TranscriptionReader(isTranslation: random.chance(30)),
            head,
            counter: TokenCounter(.o200k),
            takesLimit: false,
            &random
        )
    }

    static let transcriptionStream = FuzzTarget(
        name: "transcription-stream",
        seeds: [
            #"""
            event: transcript.text.delta
            data: {"type":"transcript.text.delta","delta":"Gr\u00fc\u00dfe"}

            data: {"type":"transcript.text.done","text":"x","usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":10,"audio_tokens":4},"output_tokens":45,"total_tokens":59}}


            """#
        ].map { [UInt8]($0.utf8) },
        words: [
            "data:", "event: error\n", "\r", "\r\n\r\n", ":\n", #""usage":null"#, #""usage":{}"#,
            #""type":"duration","#, #""seconds":1e999,"#, #""type":"error","#, "data: [DONE]\n\n",
        ]
    ) { input, random throws(FuzzFault) in
        let type = formType
        guard let request = try? TranscriptionRequest(form, contentType: type) else {
            throw FuzzFault("the request cannot be read")
        }
        let hasCounter = random.chance(50)
        return try DialectProof.stream(input, &random) {
            request.makeMeter(hasCounter ? TokenCounter(.o200k) : nil)
        }
    }

    private static func recording(_ format: AudioFormat) -> FuzzTarget {
        FuzzTarget(
            name: "audio-\(format.rawValue)",
            seeds: AudioSample.all[format] ?? [],
            words: AudioSample.words
        ) { input, random throws(FuzzFault) in
            guard let length = try? AudioLength(of: input, 0..<input.count, as: format) else {
                return false
            }
            guard length.microseconds > 0, length.seconds > 0,
                length.seconds * 1_000_000 >= length.microseconds
            else { throw FuzzFault("a length out of bounds") }
            // What stands around a recording is none of it.
            let around = [UInt8](repeating: 0xFF, count: 1 + random.below(9))
            let inside = around.count..<around.count + input.count
            let again = try? AudioLength(of: around + input + around, inside, as: format)
            guard again == length else { throw FuzzFault("its place changes its length") }
            return true
        }
    }
}

/// Small recordings, made by hand.
enum AudioSample {
    static let all: [AudioFormat: [[UInt8]]] = [
        .wav: [wave], .mp3: [mp3, tag + mp3], .flac: [flac], .ogg: [opus, vorbis],
        .mp4: [movie, fragments], .webm: [webm],
    ]

    static let words = [
        "RIFF", "data", "fmt ", "LIST", "ID3\u{4}\0\0\0\0\0\u{7F}", "TAG", "fLaC", "OggS",
        "OpusHead",
        "\u{1}vorbis", "moov", "moof", "traf", "trun", "stts", "stsz", "esds", "mdat",
        "\0\0\0\u{1}",
        "\u{7F}\u{7F}\u{7F}\u{7F}", "A_OPUS", "A_VORBIS",
    ]

    static let wave: [UInt8] =
        Array("RIFF".utf8) + [0x2C, 0, 0, 0] + Array("WAVEfmt ".utf8)
        + [16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0]
        + Array("data".utf8) + [8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]

    /// Two frames of 24 bytes: version 2, layer III, 8 kbit/s, 24 kHz.
    static let mp3: [UInt8] = (0..<2).flatMap { _ in
        [0xFF, 0xF3, 0x14, 0xC4] + [UInt8](repeating: 0, count: 20)
    }
    private static let tag: [UInt8] = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]

    /// A head and one frame of 192 samples at 48 kHz; the last byte of its head is its check.
    private static let flac: [UInt8] =
        Array("fLaC".utf8) + [0x80, 0, 0, 34, 16, 0, 16, 0, 0, 0, 0, 0, 0, 0]
        + [0x0B, 0xB8, 0x00, 0xF0] + [UInt8](repeating: 0, count: 20)
        + checked([0xFF, 0xF8, 0x1A, 0x08, 0x00]) + [0, 0, 0, 0]

    private static func checked(_ head: [UInt8]) -> [UInt8] {
        head + [
            head.reduce(0) { crc, byte in
                (0..<8).reduce(crc ^ byte) { crc, _ in crc & 0x80 != 0 ? crc << 1 ^ 7 : crc << 1 }
            }
        ]
    }

    private static let opus =
        page(2, 0, [Array("OpusHead".utf8) + [1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0]])
        + page(0, 0, [Array("OpusTags".utf8)]) + page(4, 120, [[0x78, 1], [0x7B, 2, 3]])

    private static let vorbis =
        page(
            2,
            0,
            [
                Array("\u{1}vorbis".utf8) + [0, 0, 0, 0, 1, 0x80, 0x3E, 0, 0]
                    + [UInt8](repeating: 0, count: 12) + [0xB8, 1]
            ]
        ) + page(0, 0, [[3], [5]]) + page(4, 100, [[1, 2], [3]])

    private static func page(_ flags: UInt8, _ position: UInt8, _ packets: [[UInt8]]) -> [UInt8] {
        var page = Array("OggS".utf8) + [0, flags, position] + [UInt8](repeating: 0, count: 7)
        page += [9, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0] + [UInt8(packets.count)]
        page += packets.map { UInt8($0.count) } + packets.flatMap { $0 }
        let sum = page.reduce(UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte) << 24) { crc, _ in
                crc >> 31 == 1 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1
            }
        }
        for index in 0..<4 {
            page[22 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))
        }
        return page
    }

    private static func box(_ kind: String, _ content: [UInt8]...) -> [UInt8] {
        let content = content.flatMap { $0 }
        return number(content.count + 8) + Array(kind.utf8) + content
    }

    private static func number(_ value: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func head(_ ticks: Int) -> [UInt8] {
        number(0) + number(0) + number(0) + number(16_000) + number(ticks) + number(0)
    }

    private static let entry: [UInt8] = {
        let words: [UInt8] =
            [3, 25, 0, 1, 0, 4, 17, 0x40, 0x15, 0, 0, 0, 0, 0, 0x3E, 0x80, 0, 0, 0x3E, 0x80]
            + [5, 2, 0x14, 0x08, 6, 1, 2]
        let sample = [UInt8](repeating: 0, count: 28)
        return number(0) + number(1) + box("mp4a", sample, box("esds", number(0), words))
    }()

    private static func track(_ tables: [UInt8]...) -> [UInt8] {
        let handler = number(0) + number(0) + Array("soun".utf8) + number(0)
        return box(
            "trak",
            box("tkhd", number(0), number(0), number(0), number(1), number(0)),
            box(
                "mdia",
                box("mdhd", head(2_048)),
                box("hdlr", handler),
                box("minf", box("stbl", box("stsd", entry), tables.flatMap { $0 }))
            )
        )
    }

    private static let movie =
        box("ftyp", Array("M4A ".utf8), number(0))
        + box(
            "moov",
            box("mvhd", head(2_048)),
            track(
                box("stts", number(0), number(1), number(2), number(1_024)),
                box("stsz", number(0), number(9), number(2))
            )
        ) + box("mdat", [1, 2, 3])

    private static let fragments =
        box("ftyp", Array("iso5".utf8), number(0))
        + box("moov", box("mvhd", head(0)), track(box("stts", number(0), number(0))))
        + box(
            "moof",
            box(
                "traf",
                box("tfhd", number(0x8), number(1), number(1_024)),
                box("trun", number(0), number(3)),
                box("trun", number(0x100), number(2), number(1_024), number(900))
            )
        )

    private static let webm: [UInt8] =
        [0x1A, 0x45, 0xDF, 0xA3, 0x84, 0x42, 0x86, 0x81, 1]
        + [0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        + [0x16, 0x54, 0xAE, 0x6B, 0x90, 0xAE, 0x8E, 0xD7, 0x81, 1, 0x83, 0x81, 2, 0x86, 0x86]
        + Array("A_OPUS".utf8) + [0x1F, 0x43, 0xB6, 0x75, 0xFF, 0xE7, 0x81, 0]
        + [0xA3, 0x86, 0x81, 0, 0, 0x80, 0x78, 1, 0xA3, 0x86, 0x81, 0, 20, 0x80, 0x78, 1]
}
